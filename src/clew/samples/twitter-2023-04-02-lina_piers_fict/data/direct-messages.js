window.YTD.direct_messages.part0 = [
  {
    "dmConversation" : {
      "conversationId" : "900000000101-900000000999",
      "messages" : [
        {
          "messageCreate" : {
            "recipientId" : "900000000101",
            "senderId" : "900000000999",
            "id" : "1",
            "reactions" : [],
            "urls" : [],
            "text" : "Dummy line of the samples. Nobody wrote it to anybody, and Clew never opens this file.",
            "mediaUrls" : [],
            "createdAt" : "2023-03-03T09:30:00.000Z"
          }
        }
      ]
    }
  }
]
