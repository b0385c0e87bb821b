window.YTD.tweet.part0 = [
  {
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
      "67"
    ],
    "favorite_count": "3",
    "id_str": "1100000000000000002",
    "truncated": false,
    "retweet_count": "1",
    "id": "1100000000000000002",
    "created_at": "Mon Feb 25 11:01:00 +0000 2019",
    "favorited": false,
    "full_text": "2/ The second lock is older than the first, whatever the sign says.",
    "lang": "en",
    "in_reply_to_status_id_str": "1100000000000000001",
    "in_reply_to_status_id": "1100000000000000001",
    "in_reply_to_user_id_str": "7100002",
    "in_reply_to_user_id": "7100002",
    "in_reply_to_screen_name": "marek_dub"
  },
  {
    "retweeted": false,
    "source": "<a href=\"https://example.org\">Example</a>",
    "entities": {
      "hashtags": [
        {
          "text": "canals",
          "indices": [
            "24",
            "31"
          ]
        }
      ],
      "symbols": [],
      "user_mentions": [],
      "urls": []
    },
    "display_text_range": [
      "0",
      "31"
    ],
    "favorite_count": "3",
    "id_str": "1100000000000000001",
    "truncated": false,
    "retweet_count": "1",
    "id": "1100000000000000001",
    "created_at": "Mon Feb 25 11:00:00 +0000 2019",
    "favorited": false,
    "full_text": "1/ A thread about locks #canals",
    "lang": "en"
  }
]