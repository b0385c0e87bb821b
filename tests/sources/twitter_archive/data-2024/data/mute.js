window.YTD.mute.part0 = [
  {
    "private": "this must never be read"
  }
]