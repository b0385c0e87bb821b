window.YTD.deleted_tweets.part0 = [
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1050629640135114761"
          ],
          "editableUntil" : "2018-10-12T06:40:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "165"
      ],
      "favorite_count" : "45",
      "retweet_count" : "11",
      "id" : "1050629640135114761",
      "id_str" : "1050629640135114761",
      "truncated" : false,
      "in_reply_to_status_id" : "1050628128684113976",
      "in_reply_to_status_id_str" : "1050628128684113976",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Fri Oct 12 06:10:00 +0000 2018",
      "favorited" : false,
      "full_text" : "6/ They say in town that the fish was the mark of one Yunan the Quiet. A lovely story. I am posting it before checking it, which is how you can tell that I am tired.",
      "lang" : "en",
      "deleted_at" : "Fri Oct 12 09:31:00 +0000 2018"
    }
  }
]
