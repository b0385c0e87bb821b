window.YTD.deleted_tweet_headers.part0 = [
  {
    "tweet": {
      "tweet_id": "1784999999999999990",
      "user_id": "7100001",
      "created_at": "Tue Apr 30 20:00:00 +0000 2024",
      "deleted_at": "Tue Apr 30 20:05:00 +0000 2024"
    }
  },
  {
    "tweet": {
      "tweet_id": "1784999999999999980",
      "user_id": "7100001",
      "created_at": "Tue Apr 30 20:00:00 +0000 2024",
      "deleted_at": "Tue Apr 30 20:05:00 +0000 2024"
    }
  }
]