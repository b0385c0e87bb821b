window.YTD.like.part0 = [
  {
    "private": "this must never be read"
  }
]