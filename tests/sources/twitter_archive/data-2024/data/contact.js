window.YTD.contact.part0 = [
  {
    "private": "this must never be read"
  }
]