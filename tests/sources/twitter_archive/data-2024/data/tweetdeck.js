window.YTD.tweetdeck.part0 = [
  {
    "private": "this must never be read"
  }
]