window.YTD.grok_chat_item.part0 = [
  {
    "private": "this must never be read"
  }
]