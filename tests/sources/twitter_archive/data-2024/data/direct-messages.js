window.YTD.direct_messages.part0 = [
  {
    "private": "this must never be read"
  }
]