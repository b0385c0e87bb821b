window.YTD.twitter_circle_tweet.part0 = [
  {
    "private": "this must never be read"
  }
]