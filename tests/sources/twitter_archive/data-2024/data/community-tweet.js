window.YTD.community_tweet.part0 = [
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
        "30"
      ],
      "favorite_count": "3",
      "id_str": "1785100000000000001",
      "truncated": false,
      "retweet_count": "1",
      "id": "1785100000000000001",
      "created_at": "Wed May 01 16:00:00 +0000 2024",
      "favorited": false,
      "full_text": "For those of the map room only",
      "lang": "en",
      "scopes": {
        "followers": true
      },
      "community_id_str": "55",
      "community_id": "55"
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
      "id_str": "1785100000000000002",
      "truncated": false,
      "retweet_count": "1",
      "id": "1785100000000000002",
      "created_at": "Wed May 01 16:01:00 +0000 2024",
      "favorited": false,
      "full_text": "For everybody in the map room",
      "lang": "en",
      "scopes": {
        "followers": false
      },
      "community_id_str": "55",
      "community_id": "55"
    }
  }
]