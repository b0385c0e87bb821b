window.YTD.deleted_tweets.part0 = [
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
      "id_str": "1784999999999999990",
      "truncated": false,
      "retweet_count": "1",
      "id": "1784999999999999990",
      "created_at": "Tue Apr 30 20:00:00 +0000 2024",
      "favorited": false,
      "full_text": "I take this back",
      "lang": "en",
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1784999999999999990"
          ],
          "editableUntil": "2024-05-01T11:00:00.000Z",
          "editsRemaining": "4",
          "isEditEligible": true
        }
      },
      "deleted_at": "Tue Apr 30 20:05:00 +0000 2024"
    }
  }
]