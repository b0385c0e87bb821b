window.YTD.direct_messages_group.part0 = [
  {
    "private": "this must never be read"
  }
]