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
        "47"
      ],
      "favorite_count": "3",
      "id_str": "1785000000000000004",
      "truncated": false,
      "retweet_count": "1",
      "id": "1785000000000000004",
      "created_at": "Wed May 01 10:09:00 +0000 2024",
      "favorited": false,
      "full_text": "4/4 The customs house is the mill. (Corrected.)",
      "lang": "en",
      "in_reply_to_status_id_str": "1785000000000000002",
      "in_reply_to_status_id": "1785000000000000002",
      "in_reply_to_user_id_str": "7100001",
      "in_reply_to_user_id": "7100001",
      "in_reply_to_screen_name": "lena_okafor",
      "edit_info": {
        "edit": {
          "initialTweetId": "1785000000000000003",
          "editControlInitial": {
            "editTweetIds": [
              "1785000000000000003",
              "1785000000000000004"
            ],
            "editableUntil": "2024-05-01T11:00:00.000Z",
            "editsRemaining": "4",
            "isEditEligible": true
          }
        }
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
        "urls": []
      },
      "display_text_range": [
        "0",
        "33"
      ],
      "favorite_count": "3",
      "id_str": "1785000000000000003",
      "truncated": false,
      "retweet_count": "1",
      "id": "1785000000000000003",
      "created_at": "Wed May 01 10:08:00 +0000 2024",
      "favorited": false,
      "full_text": "4/4 The custom house is the mill.",
      "lang": "en",
      "in_reply_to_status_id_str": "1785000000000000002",
      "in_reply_to_status_id": "1785000000000000002",
      "in_reply_to_user_id_str": "7100001",
      "in_reply_to_user_id": "7100001",
      "in_reply_to_screen_name": "lena_okafor",
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1785000000000000003",
            "1785000000000000004"
          ],
          "editableUntil": "2024-05-01T11:00:00.000Z",
          "editsRemaining": "4",
          "isEditEligible": true
        }
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
        "user_mentions": [
          {
            "screen_name": "marek_dub",
            "name": "Marek Dub",
            "id": "7100002",
            "id_str": "7100002",
            "indices": [
              "0",
              "10"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "278"
      ],
      "favorite_count": "3",
      "id_str": "1785000000000000002",
      "truncated": false,
      "retweet_count": "1",
      "id": "1785000000000000002",
      "created_at": "Wed May 01 10:00:30 +0000 2024",
      "favorited": false,
      "full_text": "@marek_dub and the mill is on the second map too, though smaller; the surveyor of 1871 gives its wheel as six metres, which cannot be right with the fall there is. Either he never saw it or he was told a story at the inn, and I would not blame him for either. The third map set…",
      "lang": "en",
      "in_reply_to_status_id_str": "1785000000000000001",
      "in_reply_to_status_id": "1785000000000000001",
      "in_reply_to_user_id_str": "7100002",
      "in_reply_to_user_id": "7100002",
      "in_reply_to_screen_name": "marek_dub",
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1785000000000000002"
          ],
          "editableUntil": "2024-05-01T11:00:00.000Z",
          "editsRemaining": "4",
          "isEditEligible": true
        }
      }
    }
  }
]