window.YTD.lists_member.part0 = [
  {
    "private": "this must never be read"
  }
]