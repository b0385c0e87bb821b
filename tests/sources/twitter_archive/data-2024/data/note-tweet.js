window.YTD.note_tweet.part0 = [
  {
    "noteTweet": {
      "noteTweetId": "1785000000000099999",
      "updatedAt": "2024-05-01T10:00:00.000Z",
      "lifecycle": {
        "value": "1",
        "name": "Active"
      },
      "createdAt": "2024-05-01T10:00:00.000Z",
      "core": {
        "styletags": [],
        "urls": [
          {
            "expandedUrl": "https://example.org/maps",
            "toIndex": "374",
            "shortUrl": "https://t.co/eeeeeeeeee",
            "displayUrl": "example.org/maps",
            "fromIndex": "351"
          }
        ],
        "text": "1/4 What the harbour archive says about the flood of 1953, in four parts & with the maps. The first is the one nobody had unrolled since it was drawn: it shows the old quay forty metres further in than every later survey, and a mill where the customs house stands. I copied it by hand, since the lamp of the scanner was broken, and then went to look. https://t.co/eeeeeeeeee #maps",
        "mentions": [],
        "cashtags": [],
        "hashtags": [
          {
            "text": "maps",
            "fromIndex": "375",
            "toIndex": "380"
          }
        ]
      }
    }
  },
  {
    "noteTweet": {
      "noteTweetId": "1785000000000099999",
      "updatedAt": "2024-05-01T10:00:30.000Z",
      "lifecycle": {
        "value": "1",
        "name": "Active"
      },
      "createdAt": "2024-05-01T10:00:30.000Z",
      "core": {
        "styletags": [],
        "urls": [],
        "text": "and the mill is on the second map too, though smaller; the surveyor of 1871 gives its wheel as six metres, which cannot be right with the fall there is. Either he never saw it or he was told a story at the inn, and I would not blame him for either. The third map settles it, as you will see. #maps",
        "mentions": [],
        "cashtags": [],
        "hashtags": [
          {
            "text": "maps",
            "fromIndex": "292",
            "toIndex": "297"
          }
        ]
      }
    }
  },
  {
    "noteTweet": {
      "noteTweetId": "1785000000000099999",
      "updatedAt": "2024-05-01T09:00:00.000Z",
      "lifecycle": {
        "value": "1",
        "name": "Active"
      },
      "createdAt": "2024-05-01T09:00:00.000Z",
      "core": {
        "styletags": [],
        "urls": [],
        "text": "A long text whose post is not in the archive any more, for a reason that nobody wrote down.",
        "mentions": [],
        "cashtags": [],
        "hashtags": []
      }
    }
  }
]