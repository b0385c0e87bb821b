window.YTD.tweets.part0 = [
  {
    "tweet" : {
      "edit_info" : {
        "edit" : {
          "initialTweetId" : "1619235324934750268",
          "editControlInitial" : {
            "editTweetIds" : [
              "1619235324934750268",
              "1619238347748671507"
            ],
            "editableUntil" : "2023-01-28T07:56:00.000Z",
            "editsRemaining" : "4",
            "isEditEligible" : false
          }
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
        "122"
      ],
      "favorite_count" : "142",
      "retweet_count" : "35",
      "id" : "1619238347748671507",
      "id_str" : "1619238347748671507",
      "truncated" : false,
      "in_reply_to_status_id" : "1619232557990150192",
      "in_reply_to_status_id_str" : "1619232557990150192",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Sat Jan 28 07:38:00 +0000 2023",
      "favorited" : false,
      "full_text" : "His grandson has the penetrometer now. He is in his first year of civil engineering. He tells me it still does not answer.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1619238096669245450"
          ],
          "editableUntil" : "2023-01-28T08:07:00.000Z",
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
        "216"
      ],
      "favorite_count" : "82",
      "retweet_count" : "27",
      "id" : "1619238096669245450",
      "id_str" : "1619238096669245450",
      "truncated" : false,
      "in_reply_to_status_id" : "1619235324934750268",
      "in_reply_to_status_id_str" : "1619235324934750268",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Sat Jan 28 07:37:00 +0000 2023",
      "favorited" : false,
      "full_text" : "And the page: yes, I found it, in the winter of 2020, in the parish rolls, between a baptism and a debt. I have seen it with my own eyes. The man who cut the fish was called Yunan. Of his being quiet it says nothing.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1619235324934750268",
            "1619238347748671507"
          ],
          "editableUntil" : "2023-01-28T07:56:00.000Z",
          "editsRemaining" : "4",
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
        "121"
      ],
      "favorite_count" : "122",
      "retweet_count" : "20",
      "id" : "1619235324934750268",
      "id_str" : "1619235324934750268",
      "truncated" : false,
      "in_reply_to_status_id" : "1619232557990150192",
      "in_reply_to_status_id_str" : "1619232557990150192",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Sat Jan 28 07:26:00 +0000 2023",
      "favorited" : false,
      "full_text" : "His grandson has the penetrometer now. He is in his first year of civil enginering. He tells me it still does not answer.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1619232557990150192"
          ],
          "editableUntil" : "2023-01-28T07:45:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : true
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
        "264"
      ],
      "favorite_count" : "96",
      "retweet_count" : "21",
      "id" : "1619232557990150192",
      "id_str" : "1619232557990150192",
      "truncated" : false,
      "created_at" : "Sat Jan 28 07:15:00 +0000 2023",
      "favorited" : false,
      "full_text" : "Six years ago tonight the middle arches went. I am asked for a lesson every January, and every January I have a different one, so take this as the lesson of 2023 and no more.\n\nWe were proud, in 2018, of the steel. It has behaved as steel does: it has done what we…",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1058768768898957319"
          ],
          "editableUntil" : "2018-11-03T17:42:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : {
        "hashtags" : [
          {
            "text" : "bridge",
            "indices" : [
              "177",
              "184"
            ]
          }
        ],
        "symbols" : [],
        "user_mentions" : [],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "184"
      ],
      "favorite_count" : "152",
      "retweet_count" : "50",
      "id" : "1058768768898957319",
      "id_str" : "1058768768898957319",
      "truncated" : false,
      "in_reply_to_status_id" : "1058767010420228131",
      "in_reply_to_status_id_str" : "1058767010420228131",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Sat Nov 03 17:12:00 +0000 2018",
      "favorited" : false,
      "full_text" : "7/7 Thank you: eleven engineers, forty-three masons, one crane. On foot from the 10th, everyone from Monday the 19th. Walk slowly the first time. Bridges like to be introduced. #bridge",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1058767010420228131"
          ],
          "editableUntil" : "2018-11-03T17:35:00.000Z",
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
        "215"
      ],
      "favorite_count" : "47",
      "retweet_count" : "7",
      "id" : "1058767010420228131",
      "id_str" : "1058767010420228131",
      "truncated" : false,
      "in_reply_to_status_id" : "1058765247445205053",
      "in_reply_to_status_id_str" : "1058765247445205053",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Sat Nov 03 17:05:00 +0000 2018",
      "favorited" : false,
      "full_text" : "6/7 Hajj Darwish did not look at the numbers. He watched the swallows' nests under the third arch, and when the last truck was off he said: nothing fell. Then he went to wake the night shift 👷🏽‍♀️👷‍♂️ and tell them.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1058765247445205053"
          ],
          "editableUntil" : "2018-11-03T17:28:00.000Z",
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
        "191"
      ],
      "favorite_count" : "143",
      "retweet_count" : "47",
      "id" : "1058765247445205053",
      "id_str" : "1058765247445205053",
      "truncated" : false,
      "in_reply_to_status_id" : "1058763486886101015",
      "in_reply_to_status_id_str" : "1058763486886101015",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Sat Nov 03 16:58:00 +0000 2018",
      "favorited" : false,
      "full_text" : "5/7 Measured: 11.1 mm. One hour after the last truck: 0.2 mm left, which is &lt; what the instruments can promise. She unfolded her paper and showed it to me, and neither of us said anything.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1058763486886101015"
          ],
          "editableUntil" : "2018-11-03T17:21:00.000Z",
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
        "urls" : [],
        "media" : [
          {
            "indices" : [
              "104",
              "127"
            ],
            "id" : "1058763483723595800",
            "id_str" : "1058763483723595800",
            "media_url" : "http://media.example/video_thumb/truck-five.jpg",
            "media_url_https" : "https://media.example/video_thumb/truck-five.jpg",
            "url" : "https://t.co/NpOxFU0r9W",
            "display_url" : "pic.twitter.com/NpOxFU0r9W",
            "expanded_url" : "https://twitter.com/lina_piers_fict/status/1058763486886101015/video/1",
            "type" : "video",
            "sizes" : {
              "thumb" : {
                "w" : "150",
                "h" : "150",
                "resize" : "crop"
              },
              "large" : {
                "w" : "1280",
                "h" : "720",
                "resize" : "fit"
              }
            },
            "video_info" : {
              "aspect_ratio" : [
                "16",
                "9"
              ],
              "duration_millis" : "42000",
              "variants" : [
                {
                  "bitrate" : "832000",
                  "content_type" : "video/mp4",
                  "url" : "https://media.example/video/truck-five-360.mp4"
                },
                {
                  "bitrate" : "2176000",
                  "content_type" : "video/mp4",
                  "url" : "https://media.example/video/truck-five-720.mp4"
                },
                {
                  "content_type" : "application/x-mpegURL",
                  "url" : "https://media.example/video/truck-five.m3u8"
                }
              ]
            }
          }
        ]
      },
      "display_text_range" : [
        "0",
        "103"
      ],
      "favorite_count" : "145",
      "retweet_count" : "48",
      "id" : "1058763486886101015",
      "id_str" : "1058763486886101015",
      "truncated" : false,
      "in_reply_to_status_id" : "1058761724477308976",
      "in_reply_to_status_id_str" : "1058761724477308976",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "possibly_sensitive" : false,
      "created_at" : "Sat Nov 03 16:51:00 +0000 2018",
      "favorited" : false,
      "full_text" : "4/7 Truck five comes on. Listen for the fourth arch: it used to hum. It still does, half a tone higher. https://t.co/NpOxFU0r9W",
      "lang" : "en",
      "extended_entities" : {
        "media" : [
          {
            "indices" : [
              "104",
              "127"
            ],
            "id" : "1058763483723595800",
            "id_str" : "1058763483723595800",
            "media_url" : "http://media.example/video_thumb/truck-five.jpg",
            "media_url_https" : "https://media.example/video_thumb/truck-five.jpg",
            "url" : "https://t.co/NpOxFU0r9W",
            "display_url" : "pic.twitter.com/NpOxFU0r9W",
            "expanded_url" : "https://twitter.com/lina_piers_fict/status/1058763486886101015/video/1",
            "type" : "video",
            "sizes" : {
              "thumb" : {
                "w" : "150",
                "h" : "150",
                "resize" : "crop"
              },
              "large" : {
                "w" : "1280",
                "h" : "720",
                "resize" : "fit"
              }
            },
            "video_info" : {
              "aspect_ratio" : [
                "16",
                "9"
              ],
              "duration_millis" : "42000",
              "variants" : [
                {
                  "bitrate" : "832000",
                  "content_type" : "video/mp4",
                  "url" : "https://media.example/video/truck-five-360.mp4"
                },
                {
                  "bitrate" : "2176000",
                  "content_type" : "video/mp4",
                  "url" : "https://media.example/video/truck-five-720.mp4"
                },
                {
                  "content_type" : "application/x-mpegURL",
                  "url" : "https://media.example/video/truck-five.m3u8"
                }
              ]
            }
          }
        ]
      }
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1058761724477308976"
          ],
          "editableUntil" : "2018-11-03T17:14:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [
          {
            "screen_name" : "setowatari_fict",
            "name" : "瀬渡みおり",
            "id" : "900000000606",
            "id_str" : "900000000606",
            "indices" : [
              "61",
              "77"
            ]
          }
        ],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "208"
      ],
      "favorite_count" : "104",
      "retweet_count" : "34",
      "id" : "1058761724477308976",
      "id_str" : "1058761724477308976",
      "truncated" : false,
      "in_reply_to_status_id" : "1058759963112898569",
      "in_reply_to_status_id_str" : "1058759963112898569",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Sat Nov 03 16:44:00 +0000 2018",
      "favorited" : false,
      "full_text" : "3/7 Our prediction: 11.4 mm at the crown of the fourth arch. @setowatari_fict, who is visiting us with her instruments and her patience, had written another number on a slip of paper and put it in her pocket.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1058759963112898569"
          ],
          "editableUntil" : "2018-11-03T17:07:00.000Z",
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
        "195"
      ],
      "favorite_count" : "117",
      "retweet_count" : "19",
      "id" : "1058759963112898569",
      "id_str" : "1058759963112898569",
      "truncated" : false,
      "in_reply_to_status_id" : "1058758199567450122",
      "in_reply_to_status_id_str" : "1058758199567450122",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Sat Nov 03 16:37:00 +0000 2018",
      "favorited" : false,
      "full_text" : "2/7 How it works: you put the trucks where they hurt most, you wait, you measure how far the arch went down. Then you take them away, and measure whether it came back. That last part is the exam.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1058758199567450122"
          ],
          "editableUntil" : "2018-11-03T17:00:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : true
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : {
        "hashtags" : [
          {
            "text" : "Halfaya",
            "indices" : [
              "205",
              "213"
            ]
          }
        ],
        "symbols" : [],
        "user_mentions" : [],
        "urls" : [
          {
            "url" : "https://t.co/haubJGjMuQ",
            "expanded_url" : "https://twitter.com/lina_piers_fict/status/1050696075314200631",
            "display_url" : "twitter.com/lina_piers_fic…",
            "indices" : [
              "214",
              "237"
            ]
          }
        ]
      },
      "display_text_range" : [
        "0",
        "213"
      ],
      "favorite_count" : "1204",
      "retweet_count" : "388",
      "id" : "1058758199567450122",
      "id_str" : "1058758199567450122",
      "truncated" : false,
      "possibly_sensitive" : false,
      "created_at" : "Sat Nov 03 16:30:00 +0000 2018",
      "favorited" : false,
      "full_text" : "1/7 As promised at the end of the last thread: the load test. Eight trucks, 208 tonnes of wet gravel, and some four hundred people who had each found a reason to be on the west bank at six in the morning. #Halfaya https://t.co/haubJGjMuQ",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1054613894317735950"
          ],
          "editableUntil" : "2018-10-23T06:32:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : true
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : {
        "hashtags" : [
          {
            "text" : "Halfaya",
            "indices" : [
              "116",
              "124"
            ]
          }
        ],
        "symbols" : [],
        "user_mentions" : [
          {
            "screen_name" : "gauge_hlf_fict",
            "name" : "مرصد النهر · River gauge",
            "id" : "900000000404",
            "id_str" : "900000000404",
            "indices" : [
              "3",
              "18"
            ]
          }
        ],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "124"
      ],
      "favorite_count" : "91",
      "retweet_count" : "15",
      "id" : "1054613894317735950",
      "id_str" : "1054613894317735950",
      "truncated" : false,
      "created_at" : "Tue Oct 23 06:02:00 +0000 2018",
      "favorited" : false,
      "full_text" : "RT @gauge_hlf_fict: 1) The Warid at the Old Bridge, 07:00: 2.31 m. The lowest reading since the gauge was repaired. #Halfaya",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1050750939901722649"
          ],
          "editableUntil" : "2018-10-12T14:42:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : {
        "hashtags" : [],
        "symbols" : [],
        "user_mentions" : [
          {
            "screen_name" : "ferry_nour_fict",
            "name" : "Nour of the ferry",
            "id" : "900000000909",
            "id_str" : "900000000909",
            "indices" : [
              "0",
              "16"
            ]
          }
        ],
        "urls" : []
      },
      "display_text_range" : [
        "17",
        "37"
      ],
      "favorite_count" : "1",
      "retweet_count" : "0",
      "id" : "1050750939901722649",
      "id_str" : "1050750939901722649",
      "truncated" : false,
      "in_reply_to_status_id" : "1050745401038078003",
      "in_reply_to_status_id_str" : "1050745401038078003",
      "in_reply_to_user_id" : "900000000909",
      "in_reply_to_user_id_str" : "900000000909",
      "in_reply_to_screen_name" : "ferry_nour_fict",
      "created_at" : "Fri Oct 12 14:12:00 +0000 2018",
      "favorited" : false,
      "full_text" : "@ferry_nour_fict I said no questions.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1050696075314200631"
          ],
          "editableUntil" : "2018-10-12T11:04:00.000Z",
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
        "209"
      ],
      "favorite_count" : "118",
      "retweet_count" : "29",
      "id" : "1050696075314200631",
      "id_str" : "1050696075314200631",
      "truncated" : false,
      "in_reply_to_status_id" : "1050694565582864402",
      "in_reply_to_status_id_str" : "1050694565582864402",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Fri Oct 12 10:34:00 +0000 2018",
      "favorited" : false,
      "full_text" : "10/ Load test on 3 November, eight trucks of wet gravel. Until then: the gauge is low, the mortar is slow, and the tea on the west bank is better than on the east. I will not be taking questions about the tea.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1050694565582864402"
          ],
          "editableUntil" : "2018-10-12T10:58:00.000Z",
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
        "urls" : [
          {
            "url" : "https://t.co/Thj7Ht2rl3",
            "expanded_url" : "https://bridge.halfaya.example/calculations",
            "display_url" : "bridge.halfaya.example/cal…",
            "indices" : [
              "211",
              "234"
            ]
          }
        ]
      },
      "display_text_range" : [
        "0",
        "234"
      ],
      "favorite_count" : "108",
      "retweet_count" : "27",
      "id" : "1050694565582864402",
      "id_str" : "1050694565582864402",
      "truncated" : false,
      "in_reply_to_status_id" : "1050693056631668787",
      "in_reply_to_status_id_str" : "1050693056631668787",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "possibly_sensitive" : false,
      "created_at" : "Fri Oct 12 10:28:00 +0000 2018",
      "favorited" : false,
      "full_text" : "9/ The lost arches return as steel ribs, dressed in their own stones. Some will dislike that. I would rather it stood &amp; looked honest than fell &amp; looked old. The calculations, for anyone who wants them: https://t.co/Thj7Ht2rl3",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1050693056631668787"
          ],
          "editableUntil" : "2018-10-12T10:52:00.000Z",
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
        "urls" : [],
        "media" : [
          {
            "indices" : [
              "175",
              "198"
            ],
            "id" : "1050693058724626493",
            "id_str" : "1050693058724626493",
            "media_url" : "http://media.example/media/sleeping-bridge.jpg",
            "media_url_https" : "https://media.example/media/sleeping-bridge.jpg",
            "url" : "https://t.co/8HiGoxVrrk",
            "display_url" : "pic.twitter.com/8HiGoxVrrk",
            "expanded_url" : "https://twitter.com/lina_piers_fict/status/1050693056631668787/photo/1",
            "type" : "photo",
            "sizes" : {
              "thumb" : {
                "w" : "150",
                "h" : "150",
                "resize" : "crop"
              },
              "large" : {
                "w" : "1600",
                "h" : "900",
                "resize" : "fit"
              }
            }
          }
        ]
      },
      "display_text_range" : [
        "0",
        "174"
      ],
      "favorite_count" : "33",
      "retweet_count" : "11",
      "id" : "1050693056631668787",
      "id_str" : "1050693056631668787",
      "truncated" : false,
      "in_reply_to_status_id" : "1050691548590637080",
      "in_reply_to_status_id_str" : "1050691548590637080",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "possibly_sensitive" : false,
      "created_at" : "Fri Oct 12 10:22:00 +0000 2018",
      "favorited" : false,
      "full_text" : "8/ What we do with the stones: each is numbered, scanned, and laid out on the bank in the order it will go back. The children of the river school call it the sleeping bridge. https://t.co/8HiGoxVrrk",
      "lang" : "en",
      "extended_entities" : {
        "media" : [
          {
            "indices" : [
              "175",
              "198"
            ],
            "id" : "1050693058724626493",
            "id_str" : "1050693058724626493",
            "media_url" : "http://media.example/media/sleeping-bridge.jpg",
            "media_url_https" : "https://media.example/media/sleeping-bridge.jpg",
            "url" : "https://t.co/8HiGoxVrrk",
            "display_url" : "pic.twitter.com/8HiGoxVrrk",
            "expanded_url" : "https://twitter.com/lina_piers_fict/status/1050693056631668787/photo/1",
            "type" : "photo",
            "sizes" : {
              "thumb" : {
                "w" : "150",
                "h" : "150",
                "resize" : "crop"
              },
              "large" : {
                "w" : "1600",
                "h" : "900",
                "resize" : "fit"
              }
            }
          }
        ]
      }
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1050691548590637080"
          ],
          "editableUntil" : "2018-10-12T10:46:00.000Z",
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
        "142"
      ],
      "favorite_count" : "123",
      "retweet_count" : "41",
      "id" : "1050691548590637080",
      "id_str" : "1050691548590637080",
      "truncated" : false,
      "in_reply_to_status_id" : "1050629640135114761",
      "in_reply_to_status_id_str" : "1050629640135114761",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Fri Oct 12 10:16:00 +0000 2018",
      "favorited" : false,
      "full_text" : "7/ (I took down a post here. It named the mason on the word of one person. When I have seen the page with my own eyes I will say it properly.)",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1050628128684113976"
          ],
          "editableUntil" : "2018-10-12T06:34:00.000Z",
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
        "188"
      ],
      "favorite_count" : "58",
      "retweet_count" : "14",
      "id" : "1050628128684113976",
      "id_str" : "1050628128684113976",
      "truncated" : false,
      "in_reply_to_status_id" : "1050626617937756190",
      "in_reply_to_status_id_str" : "1050626617937756190",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Fri Oct 12 06:04:00 +0000 2018",
      "favorited" : false,
      "full_text" : "5/ The mark is a small fish. We have now found it on sixty-one stones. Same hand, same fish, 147 years old. I have a favourite colleague on this job, and he has been dead since about 1900.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1050626617937756190"
          ],
          "editableUntil" : "2018-10-12T06:28:00.000Z",
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
        "urls" : [],
        "media" : [
          {
            "indices" : [
              "201",
              "224"
            ],
            "id" : "1050626620148154403",
            "id_str" : "1050626620148154403",
            "media_url" : "http://media.example/media/springer.jpg",
            "media_url_https" : "https://media.example/media/springer.jpg",
            "url" : "https://t.co/r4EeMFJR2M",
            "display_url" : "pic.twitter.com/r4EeMFJR2M",
            "expanded_url" : "https://twitter.com/lina_piers_fict/status/1050626617937756190/photo/1",
            "type" : "photo",
            "sizes" : {
              "thumb" : {
                "w" : "150",
                "h" : "150",
                "resize" : "crop"
              },
              "large" : {
                "w" : "1600",
                "h" : "1200",
                "resize" : "fit"
              }
            }
          }
        ]
      },
      "display_text_range" : [
        "0",
        "200"
      ],
      "favorite_count" : "84",
      "retweet_count" : "21",
      "id" : "1050626617937756190",
      "id_str" : "1050626617937756190",
      "truncated" : false,
      "in_reply_to_status_id" : "1050625109376630828",
      "in_reply_to_status_id_str" : "1050625109376630828",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "possibly_sensitive" : false,
      "created_at" : "Fri Oct 12 05:58:00 +0000 2018",
      "favorited" : false,
      "full_text" : "4/ Divers went down in August, when the Warid is at its clearest. They came up with their hands in the shape of the thing they had touched: a springing stone, whole, with the mason's mark still on it. https://t.co/r4EeMFJR2M",
      "lang" : "en",
      "extended_entities" : {
        "media" : [
          {
            "indices" : [
              "201",
              "224"
            ],
            "id" : "1050626620148154403",
            "id_str" : "1050626620148154403",
            "media_url" : "http://media.example/media/springer.jpg",
            "media_url_https" : "https://media.example/media/springer.jpg",
            "url" : "https://t.co/r4EeMFJR2M",
            "display_url" : "pic.twitter.com/r4EeMFJR2M",
            "expanded_url" : "https://twitter.com/lina_piers_fict/status/1050626617937756190/photo/1",
            "type" : "photo",
            "sizes" : {
              "thumb" : {
                "w" : "150",
                "h" : "150",
                "resize" : "crop"
              },
              "large" : {
                "w" : "1600",
                "h" : "1200",
                "resize" : "fit"
              }
            }
          },
          {
            "indices" : [
              "201",
              "224"
            ],
            "id" : "1050626619170881589",
            "id_str" : "1050626619170881589",
            "media_url" : "http://media.example/media/fish-mark.jpg",
            "media_url_https" : "https://media.example/media/fish-mark.jpg",
            "url" : "https://t.co/r4EeMFJR2M",
            "display_url" : "pic.twitter.com/r4EeMFJR2M",
            "expanded_url" : "https://twitter.com/lina_piers_fict/status/1050626617937756190/photo/1",
            "type" : "photo",
            "sizes" : {
              "thumb" : {
                "w" : "150",
                "h" : "150",
                "resize" : "crop"
              },
              "large" : {
                "w" : "1600",
                "h" : "1200",
                "resize" : "fit"
              }
            }
          }
        ]
      }
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1050625109376630828"
          ],
          "editableUntil" : "2018-10-12T06:22:00.000Z",
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
        "urls" : [],
        "media" : [
          {
            "indices" : [
              "132",
              "155"
            ],
            "id" : "1050625109640871942",
            "id_str" : "1050625109640871942",
            "media_url" : "http://media.example/media/pier-two.jpg",
            "media_url_https" : "https://media.example/media/pier-two.jpg",
            "url" : "https://t.co/ivPCrzXeir",
            "display_url" : "pic.twitter.com/ivPCrzXeir",
            "expanded_url" : "https://twitter.com/lina_piers_fict/status/1050625109376630828/photo/1",
            "type" : "photo",
            "sizes" : {
              "thumb" : {
                "w" : "150",
                "h" : "150",
                "resize" : "crop"
              },
              "large" : {
                "w" : "1200",
                "h" : "1600",
                "resize" : "fit"
              }
            }
          }
        ]
      },
      "display_text_range" : [
        "0",
        "131"
      ],
      "favorite_count" : "90",
      "retweet_count" : "15",
      "id" : "1050625109376630828",
      "id_str" : "1050625109376630828",
      "truncated" : false,
      "in_reply_to_status_id" : "1050623601213964342",
      "in_reply_to_status_id_str" : "1050623601213964342",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "possibly_sensitive" : false,
      "created_at" : "Fri Oct 12 05:52:00 +0000 2018",
      "favorited" : false,
      "full_text" : "3/ This is the second pier as we found it. Upstream face gone, core showing. It had been holding up its corner of the sky by habit. https://t.co/ivPCrzXeir",
      "lang" : "en",
      "extended_entities" : {
        "media" : [
          {
            "indices" : [
              "132",
              "155"
            ],
            "id" : "1050625109640871942",
            "id_str" : "1050625109640871942",
            "media_url" : "http://media.example/media/pier-two.jpg",
            "media_url_https" : "https://media.example/media/pier-two.jpg",
            "url" : "https://t.co/ivPCrzXeir",
            "display_url" : "pic.twitter.com/ivPCrzXeir",
            "expanded_url" : "https://twitter.com/lina_piers_fict/status/1050625109376630828/photo/1",
            "type" : "photo",
            "sizes" : {
              "thumb" : {
                "w" : "150",
                "h" : "150",
                "resize" : "crop"
              },
              "large" : {
                "w" : "1200",
                "h" : "1600",
                "resize" : "fit"
              }
            }
          }
        ]
      }
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1050623601213964342"
          ],
          "editableUntil" : "2018-10-12T06:16:00.000Z",
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
        "223"
      ],
      "favorite_count" : "78",
      "retweet_count" : "13",
      "id" : "1050623601213964342",
      "id_str" : "1050623601213964342",
      "truncated" : false,
      "in_reply_to_status_id" : "1050622089628745780",
      "in_reply_to_status_id_str" : "1050622089628745780",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Fri Oct 12 05:46:00 +0000 2018",
      "favorited" : false,
      "full_text" : "2/ First the river. Before anyone pours concrete you have to know what lies on the bed, and for a year we did not. The flood of January 2017 took two arches and put them down somewhere in the dark, without telling us where.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1050622089628745780"
          ],
          "editableUntil" : "2018-10-12T06:10:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : true
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : {
        "hashtags" : [
          {
            "text" : "Halfaya",
            "indices" : [
              "245",
              "253"
            ]
          },
          {
            "text" : "bridge",
            "indices" : [
              "254",
              "261"
            ]
          }
        ],
        "symbols" : [],
        "user_mentions" : [],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "261"
      ],
      "favorite_count" : "812",
      "retweet_count" : "240",
      "id" : "1050622089628745780",
      "id_str" : "1050622089628745780",
      "truncated" : false,
      "created_at" : "Fri Oct 12 05:40:00 +0000 2018",
      "favorited" : false,
      "full_text" : "1/ The old bridge opens to traffic again on 19 November. Two winters, eleven engineers, and one crane that should have been retired in my grandfather's day. A thread about what is under the water, because that is where a bridge is really built. #Halfaya #bridge",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1044750400940408890"
          ],
          "editableUntil" : "2018-09-26T01:18:00.000Z",
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
        "109"
      ],
      "favorite_count" : "145",
      "retweet_count" : "36",
      "id" : "1044750400940408890",
      "id_str" : "1044750400940408890",
      "truncated" : false,
      "in_reply_to_status_id" : "1044747127462297641",
      "in_reply_to_status_id_str" : "1044747127462297641",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Wed Sep 26 00:48:00 +0000 2018",
      "favorited" : false,
      "full_text" : "He has asked whether he may keep the penetrometer. For his grandson, he says. He has been seen talking to it.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1044747127462297641"
          ],
          "editableUntil" : "2018-09-26T01:05:00.000Z",
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
        "162"
      ],
      "favorite_count" : "151",
      "retweet_count" : "50",
      "id" : "1044747127462297641",
      "id_str" : "1044747127462297641",
      "truncated" : false,
      "in_reply_to_status_id" : "1044605191942307862",
      "in_reply_to_status_id_str" : "1044605191942307862",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Wed Sep 26 00:35:00 +0000 2018",
      "favorited" : false,
      "full_text" : "An aside, because people ask: yes, it is his own thumb and not an instrument. We tried a penetrometer next to it. They agreed, as far as the penetrometer can see.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1044609724940550184"
          ],
          "editableUntil" : "2018-09-25T15:59:00.000Z",
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
        "175"
      ],
      "favorite_count" : "103",
      "retweet_count" : "17",
      "id" : "1044609724940550184",
      "id_str" : "1044609724940550184",
      "truncated" : false,
      "in_reply_to_status_id" : "1044608214580068382",
      "in_reply_to_status_id_str" : "1044608214580068382",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Tue Sep 25 15:29:00 +0000 2018",
      "favorited" : false,
      "full_text" : "When I told him the new dates he nodded and went back to his sacking. \"The river is not in your schedule,\" he said, \"and you are not in the river's. Be polite to one another.\"",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1044608214580068382"
          ],
          "editableUntil" : "2018-09-25T15:53:00.000Z",
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
        "167"
      ],
      "favorite_count" : "122",
      "retweet_count" : "30",
      "id" : "1044608214580068382",
      "id_str" : "1044608214580068382",
      "truncated" : false,
      "in_reply_to_status_id" : "1044606701061275682",
      "in_reply_to_status_id_str" : "1044606701061275682",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Tue Sep 25 15:23:00 +0000 2018",
      "favorited" : false,
      "full_text" : "So we changed the order of work: thin courses, damp sacking, a week between lifts. It costs us twenty days. The arch should be here for some tens of thousands of them.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1044606701061275682"
          ],
          "editableUntil" : "2018-09-25T15:47:00.000Z",
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
        "179"
      ],
      "favorite_count" : "153",
      "retweet_count" : "25",
      "id" : "1044606701061275682",
      "id_str" : "1044606701061275682",
      "truncated" : false,
      "in_reply_to_status_id" : "1044605191942307862",
      "in_reply_to_status_id_str" : "1044605191942307862",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Tue Sep 25 15:17:00 +0000 2018",
      "favorited" : false,
      "full_text" : "Drying is water leaving. Finishing is air coming in. Lime takes back from the air what the kiln drove out of it, and takes it back slowly. In the heart of a thick wall, for years.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1044605191942307862"
          ],
          "editableUntil" : "2018-09-25T15:41:00.000Z",
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
        "159"
      ],
      "favorite_count" : "39",
      "retweet_count" : "13",
      "id" : "1044605191942307862",
      "id_str" : "1044605191942307862",
      "truncated" : false,
      "in_reply_to_status_id" : "1044603684131962920",
      "in_reply_to_status_id_str" : "1044603684131962920",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Tue Sep 25 15:11:00 +0000 2018",
      "favorited" : false,
      "full_text" : "We mixed the lime by the book. It set in the time the book gave. He pressed it with his thumb, as one tests bread, and said: it is dry, but it is not finished.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1044603684131962920"
          ],
          "editableUntil" : "2018-09-25T15:35:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : true
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : {
        "hashtags" : [
          {
            "text" : "Halfaya",
            "indices" : [
              "131",
              "139"
            ]
          }
        ],
        "symbols" : [],
        "user_mentions" : [],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "139"
      ],
      "favorite_count" : "143",
      "retweet_count" : "35",
      "id" : "1044603684131962920",
      "id_str" : "1044603684131962920",
      "truncated" : false,
      "created_at" : "Tue Sep 25 15:05:00 +0000 2018",
      "favorited" : false,
      "full_text" : "Hajj Darwish is seventy-eight and does not trust our mortar. This week he was right, so here is the story while I am still humble. #Halfaya",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1037012412668051517"
          ],
          "editableUntil" : "2018-09-04T16:50:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : true
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : {
        "hashtags" : [
          {
            "text" : "Halfaya",
            "indices" : [
              "117",
              "125"
            ]
          }
        ],
        "symbols" : [],
        "user_mentions" : [],
        "urls" : [],
        "media" : [
          {
            "indices" : [
              "126",
              "149"
            ],
            "id" : "1037012410638008370",
            "id_str" : "1037012410638008370",
            "media_url" : "http://media.example/media/scaffold.jpg",
            "media_url_https" : "https://media.example/media/scaffold.jpg",
            "url" : "https://t.co/pDX9XNnAbR",
            "display_url" : "pic.twitter.com/pDX9XNnAbR",
            "expanded_url" : "https://twitter.com/lina_piers_fict/status/1037012412668051517/photo/1",
            "type" : "photo",
            "sizes" : {
              "thumb" : {
                "w" : "150",
                "h" : "150",
                "resize" : "crop"
              },
              "large" : {
                "w" : "1600",
                "h" : "1067",
                "resize" : "fit"
              }
            }
          }
        ]
      },
      "display_text_range" : [
        "0",
        "125"
      ],
      "favorite_count" : "70",
      "retweet_count" : "23",
      "id" : "1037012412668051517",
      "id_str" : "1037012412668051517",
      "truncated" : false,
      "possibly_sensitive" : false,
      "created_at" : "Tue Sep 04 16:20:00 +0000 2018",
      "favorited" : false,
      "full_text" : "Scaffolding comes off the west side tomorrow. The bridge looks like someone about to step out from behind a curtain. #Halfaya https://t.co/pDX9XNnAbR",
      "lang" : "en",
      "extended_entities" : {
        "media" : [
          {
            "indices" : [
              "126",
              "149"
            ],
            "id" : "1037012410638008370",
            "id_str" : "1037012410638008370",
            "media_url" : "http://media.example/media/scaffold.jpg",
            "media_url_https" : "https://media.example/media/scaffold.jpg",
            "url" : "https://t.co/pDX9XNnAbR",
            "display_url" : "pic.twitter.com/pDX9XNnAbR",
            "expanded_url" : "https://twitter.com/lina_piers_fict/status/1037012412668051517/photo/1",
            "type" : "photo",
            "sizes" : {
              "thumb" : {
                "w" : "150",
                "h" : "150",
                "resize" : "crop"
              },
              "large" : {
                "w" : "1600",
                "h" : "1067",
                "resize" : "fit"
              }
            }
          }
        ]
      }
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "447286308327391250"
          ],
          "editableUntil" : "2014-03-22T08:49:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : false
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : {
        "hashtags" : [
          {
            "text" : "bridge",
            "indices" : [
              "112",
              "119"
            ]
          }
        ],
        "symbols" : [],
        "user_mentions" : [],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "119"
      ],
      "favorite_count" : "149",
      "retweet_count" : "49",
      "id" : "447286308327391250",
      "id_str" : "447286308327391250",
      "truncated" : false,
      "in_reply_to_status_id" : "447285552425730095",
      "in_reply_to_status_id_str" : "447285552425730095",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Sat Mar 22 08:19:00 +0000 2014",
      "favorited" : false,
      "full_text" : "4. Homework: what would you change? Best answer, from the back row: \"Nothing, but I would visit it more often.\" #bridge",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "447285552425730095"
          ],
          "editableUntil" : "2014-03-22T08:46:00.000Z",
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
        "116"
      ],
      "favorite_count" : "65",
      "retweet_count" : "21",
      "id" : "447285552425730095",
      "id_str" : "447285552425730095",
      "truncated" : false,
      "in_reply_to_status_id" : "447284796922527760",
      "in_reply_to_status_id_str" : "447284796922527760",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Sat Mar 22 08:16:00 +0000 2014",
      "favorited" : false,
      "full_text" : "3. The fourth arch hums when a cart goes over. One student said it is happy. I said it is loose. We wrote down both.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "447284796922527760"
          ],
          "editableUntil" : "2014-03-22T08:43:00.000Z",
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
        "129"
      ],
      "favorite_count" : "73",
      "retweet_count" : "12",
      "id" : "447284796922527760",
      "id_str" : "447284796922527760",
      "truncated" : false,
      "in_reply_to_status_id" : "447284040983117861",
      "in_reply_to_status_id_str" : "447284040983117861",
      "in_reply_to_user_id" : "900000000101",
      "in_reply_to_user_id_str" : "900000000101",
      "in_reply_to_screen_name" : "lina_piers_fict",
      "created_at" : "Sat Mar 22 08:13:00 +0000 2014",
      "favorited" : false,
      "full_text" : "2. Every pier has a hole the size of a fist at the waterline. Nobody at the town hall knew why. A fisherman did: to tie up boats.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "447284040983117861"
          ],
          "editableUntil" : "2014-03-22T08:40:00.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : true
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : {
        "hashtags" : [
          {
            "text" : "Halfaya",
            "indices" : [
              "45",
              "53"
            ]
          }
        ],
        "symbols" : [],
        "user_mentions" : [],
        "urls" : []
      },
      "display_text_range" : [
        "0",
        "121"
      ],
      "favorite_count" : "95",
      "retweet_count" : "15",
      "id" : "447284040983117861",
      "id_str" : "447284040983117861",
      "truncated" : false,
      "created_at" : "Sat Mar 22 08:10:00 +0000 2014",
      "favorited" : false,
      "full_text" : "1. Took my second-years to the old bridge at #Halfaya this morning. Nine arches and not one drawing of it. So we drew it.",
      "lang" : "en"
    }
  }
]
