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
        "21"
      ],
      "favorite_count": "3",
      "id_str": "1500000000000000012",
      "truncated": false,
      "retweet_count": "1",
      "id": "1500000000000000012",
      "created_at": "Sun Mar 06 08:01:00 +0000 2022",
      "favorited": false,
      "full_text": "nothing says who I am",
      "lang": "en",
      "in_reply_to_status_id_str": "1499999999999999999",
      "in_reply_to_status_id": "1499999999999999999",
      "in_reply_to_user_id_str": "7100005",
      "in_reply_to_user_id": "7100005",
      "in_reply_to_screen_name": "old_mill"
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
        "8"
      ],
      "favorite_count": "3",
      "id_str": "1500000000000000011",
      "truncated": false,
      "retweet_count": "1",
      "id": "1500000000000000011",
      "created_at": "Sun Mar 06 08:00:00 +0000 2022",
      "favorited": false,
      "full_text": "nor here",
      "lang": "en"
    }
  }
]