window.YTD.account.part0 = [
  {
    "account": {
      "email": "nobody@example.org",
      "createdVia": "web",
      "username": "Salma_Haddad",
      "accountId": "7100003",
      "createdAt": "2015-01-01T00:00:00.000Z",
      "accountDisplayName": "سلمى حداد"
    }
  }
]