window.YTD.device_token.part0 = [
  {
    "private": "this must never be read"
  }
]