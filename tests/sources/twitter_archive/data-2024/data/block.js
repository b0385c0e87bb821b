window.YTD.block.part0 = [
  {
    "private": "this must never be read"
  }
]