  
window.YTD.tweets.part0 = [
 {
  "tweet": {
   "retweeted": false,
   "source": "<a href=\"https://example.org\">Example</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "19"
   ],
   "favorite_count": "3",
   "id_str": "1600000000000000001",
   "truncated": false,
   "retweet_count": "1",
   "id": "1600000000000000001",
   "created_at": "Tue Dec 06 08:00:00 +0000 2022",
   "favorited": false,
   "full_text": "a sound post before",
   "lang": "en"
  }
 },
 {
  "tweet": {
   "retweeted": false,
   "source": "<a href=\"https://example.org\">Example</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "21"
   ],
   "favorite_count": "3",
   "id_str": "1600000000000000002",
   "truncated": false,
   "retweet_count": "1",
   "id": "1600000000000000002",
   "created_at": "Thu Jan 01 00:00:00 +0000 0000",
   "favorited": false,
   "full_text": "a date that cannot be",
   "lang": "en"
  }
 },
 {
  "tweet": {
   "retweeted": false,
   "source": "<a href=\"https://example.org\">Example</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "5"
   ],
   "favorite_count": "3",
   "truncated": false,
   "retweet_count": "1",
   "created_at": "Tue Dec 06 08:02:00 +0000 2022",
   "favorited": false,
   "full_text": "no id",
   "lang": "en"
  }
 },
 {
  "tweet": {
   "retweeted": false,
   "source": "<a href=\"https://example.org\">Example</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "29"
   ],
   "favorite_count": "3",
   "id_str": "1600000000000000004",
   "truncated": false,
   "retweet_count": "1",
   "id": "1600000000000000004",
   "created_at": "Tue Dec 06 08:03:00 +0000 2022",
   "favorited": false,
   "full_text": "a list where a text should be",
   "lang": [
    "en"
   ]
  }
 },
 {
  "tweet": {
   "retweeted": false,
   "source": "<a href=\"https://example.org\">Example</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "18"
   ],
   "favorite_count": "many",
   "id_str": "1600000000000000005",
   "truncated": false,
   "retweet_count": "1",
   "id": "1600000000000000005",
   "created_at": "Tue Dec 06 08:04:00 +0000 2022",
   "favorited": false,
   "full_text": "half an emoji \ud83d",
   "lang": "en"
  }
 },
 {
  "tweet": {
   "retweeted": false,
   "source": "<a href=\"https://example.org\">Example</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "19"
   ],
   "favorite_count": "3",
   "id_str": "1600000000000000006",
   "truncated": false,
   "retweet_count": "1",
   "id": "1600000000000000006",
   "created_at": "Tue Dec 06 08:05:00 +0000 2022",
   "favorited": false,
   "full_text": "an answer to itself",
   "lang": "en",
   "in_reply_to_status_id_str": "1600000000000000006",
   "in_reply_to_status_id": "1600000000000000006",
   "in_reply_to_user_id_str": "7100002",
   "in_reply_to_user_id": "7100002",
   "in_reply_to_screen_name": "marek_dub"
  }
 },
 "not a row",
 {
  "tweet": {
   "retweeted": false,
   "source": "<a href=\"https://example.org\">Example</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "18"
   ],
   "favorite_count": "3",
   "id_str": "1600000000000000007",
   "truncated": false,
   "retweet_count": "1",
   "id": "1600000000000000007",
   "created_at": "Tue Dec 06 08:06:00 +0000 2022",
   "favorited": false,
   "full_text": "a sound post after",
   "lang": "en"
  }
 }
]