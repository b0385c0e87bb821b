window.YTD.direct_message.part0 = [
  {
    "dmConversation": {
      "conversationId": "1-2",
      "messages": [
        {
          "messageCreate": {
            "text": "this must never be read"
          }
        }
      ]
    }
  }
]