window.YTD.tweets.part1 = [
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
            "media_url_https": "https://pbs.twimg.com/media/1785000000000000001-0.jpg",
            "url": "https://t.co/ffffffffff",
            "display_url": "pic.twitter.com/ffffffffff",
            "expanded_url": "https://twitter.com/lena_okafor/status/1785000000000000001/photo/1",
            "type": "photo",
            "indices": [
              "274",
              "297"
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
        "297"
      ],
      "favorite_count": "3",
      "id_str": "1785000000000000001",
      "truncated": false,
      "retweet_count": "1",
      "id": "1785000000000000001",
      "created_at": "Wed May 01 10:00:00 +0000 2024",
      "favorited": false,
      "full_text": "1/4 What the harbour archive says about the flood of 1953, in four parts &amp; with the maps. The first is the one nobody had unrolled since it was drawn: it shows the old quay forty metres further in than every later survey, and a mill where the customs house stands. I c… https://t.co/ffffffffff",
      "lang": "en",
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1785000000000000001"
          ],
          "editableUntil": "2024-05-01T11:00:00.000Z",
          "editsRemaining": "4",
          "isEditEligible": true
        }
      },
      "extended_entities": {
        "media": [
          {
            "id_str": "990001",
            "media_url_https": "https://pbs.twimg.com/media/1785000000000000001-0.jpg",
            "url": "https://t.co/ffffffffff",
            "display_url": "pic.twitter.com/ffffffffff",
            "expanded_url": "https://twitter.com/lena_okafor/status/1785000000000000001/photo/1",
            "type": "photo",
            "indices": [
              "274",
              "297"
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
        "urls": [
          {
            "url": "https://t.co/gggggggggg",
            "expanded_url": "https://x.com/old_mill/status/1784000000000000001?s=20",
            "display_url": "x.com/old_mill/statu…",
            "indices": [
              "48",
              "71"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "71"
      ],
      "favorite_count": "3",
      "id_str": "1785000000000000000",
      "truncated": false,
      "retweet_count": "1",
      "id": "1785000000000000000",
      "created_at": "Wed May 01 10:00:00 +0000 2024",
      "favorited": false,
      "full_text": "Same second as the first part, but about lunch: https://t.co/gggggggggg",
      "lang": "en",
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1785000000000000000"
          ],
          "editableUntil": "2024-05-01T11:00:00.000Z",
          "editsRemaining": "4",
          "isEditEligible": true
        }
      }
    }
  }
]