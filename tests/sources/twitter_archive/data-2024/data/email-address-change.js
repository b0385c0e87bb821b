window.YTD.email_address_change.part0 = [
  {
    "private": "this must never be read"
  }
]