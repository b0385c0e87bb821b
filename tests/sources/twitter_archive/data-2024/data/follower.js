window.YTD.follower.part0 = [
  {
    "private": "this must never be read"
  }
]