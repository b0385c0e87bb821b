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
        "16"
      ],
      "favorite_count": "3",
      "id_str": "1500000000000000002",
      "truncated": false,
      "retweet_count": "1",
      "id": "1500000000000000002",
      "created_at": "Sat Mar 05 08:01:00 +0000 2022",
      "favorited": false,
      "full_text": "and this follows",
      "lang": "en",
      "in_reply_to_status_id_str": "1500000000000000001",
      "in_reply_to_status_id": "1500000000000000001",
      "in_reply_to_user_id_str": "7100002",
      "in_reply_to_user_id": "7100002",
      "in_reply_to_screen_name": "marek_dub"
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
        "urls": [],
        "media": [
          {
            "id_str": "990001",
            "media_url_https": "https://pbs.twimg.com/media/1500000000000000001-0.jpg",
            "url": "https://t.co/hhhhhhhhhh",
            "display_url": "pic.twitter.com/hhhhhhhhhh",
            "expanded_url": "https://twitter.com/marek_dub/status/1500000000000000001/photo/1",
            "type": "photo",
            "indices": [
              "27",
              "50"
            ],
            "sizes": {
              "small": {
                "w": "600",
                "h": "400",
                "resize": "fit"
              },
              "large": {
                "w": "1200",
                "h": "800",
                "resize": "fit"
              }
            }
          }
        ]
      },
      "display_text_range": [
        "0",
        "50"
      ],
      "favorite_count": "3",
      "id_str": "1500000000000000001",
      "truncated": false,
      "retweet_count": "1",
      "id": "1500000000000000001",
      "created_at": "Sat Mar 05 08:00:00 +0000 2022",
      "favorited": false,
      "full_text": "A picture proves my handle https://t.co/hhhhhhhhhh",
      "lang": "en",
      "extended_entities": {
        "media": [
          {
            "id_str": "990001",
            "media_url_https": "https://pbs.twimg.com/media/1500000000000000001-0.jpg",
            "url": "https://t.co/hhhhhhhhhh",
            "display_url": "pic.twitter.com/hhhhhhhhhh",
            "expanded_url": "https://twitter.com/marek_dub/status/1500000000000000001/photo/1",
            "type": "photo",
            "indices": [
              "27",
              "50"
            ],
            "sizes": {
              "small": {
                "w": "600",
                "h": "400",
                "resize": "fit"
              },
              "large": {
                "w": "1200",
                "h": "800",
                "resize": "fit"
              }
            }
          }
        ]
      }
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
        "urls": [],
        "media": [
          {
            "id_str": "990001",
            "media_url_https": "https://pbs.twimg.com/media/1500000000000000000-0.jpg",
            "url": "https://t.co/iiiiiiiiii",
            "display_url": "pic.twitter.com/iiiiiiiiii",
            "expanded_url": "https://twitter.com/old_mill/status/1490000000000000000/photo/1",
            "type": "photo",
            "indices": [
              "23",
              "46"
            ],
            "sizes": {
              "small": {
                "w": "600",
                "h": "400",
                "resize": "fit"
              },
              "large": {
                "w": "1200",
                "h": "800",
                "resize": "fit"
              }
            }
          }
        ]
      },
      "display_text_range": [
        "0",
        "46"
      ],
      "favorite_count": "3",
      "id_str": "1500000000000000000",
      "truncated": false,
      "retweet_count": "1",
      "id": "1500000000000000000",
      "created_at": "Sat Mar 05 07:00:00 +0000 2022",
      "favorited": false,
      "full_text": "RT @old_mill: not mine https://t.co/iiiiiiiiii",
      "lang": "en",
      "extended_entities": {
        "media": [
          {
            "id_str": "990001",
            "media_url_https": "https://pbs.twimg.com/media/1500000000000000000-0.jpg",
            "url": "https://t.co/iiiiiiiiii",
            "display_url": "pic.twitter.com/iiiiiiiiii",
            "expanded_url": "https://twitter.com/old_mill/status/1490000000000000000/photo/1",
            "type": "photo",
            "indices": [
              "23",
              "46"
            ],
            "sizes": {
              "small": {
                "w": "600",
                "h": "400",
                "resize": "fit"
              },
              "large": {
                "w": "1200",
                "h": "800",
                "resize": "fit"
              }
            }
          }
        ]
      }
    }
  }
]