window.YTD.phone_number.part0 = [
  {
    "private": "this must never be read"
  }
]