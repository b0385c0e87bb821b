window.YTD.tweet.part0 = [
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://example.org\">Example</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "marek_dub",
            "name": "Marek Dub",
            "id": "7100002",
            "id_str": "7100002",
            "indices": [
              "0",
              "10"
            ]
          },
          {
            "screen_name": "harbour_desk",
            "name": "Harbour Desk",
            "id": "7100004",
            "id_str": "7100004",
            "indices": [
              "11",
              "24"
            ]
          },
          {
            "screen_name": "lena_okafor",
            "name": "Lena Okafor",
            "id": "7100001",
            "id_str": "7100001",
            "indices": [
              "33",
              "45"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "51"
      ],
      "favorite_count": "3",
      "id_str": "1400000000000000006",
      "truncated": false,
      "retweet_count": "1",
      "id": "1400000000000000006",
      "created_at": "Thu Jun 03 10:06:00 +0000 2021",
      "favorited": false,
      "full_text": "@marek_dub @harbour_desk كما قلت @lena_okafor سابقا",
      "lang": "ar",
      "in_reply_to_status_id_str": "1399999999999999999",
      "in_reply_to_status_id": "1399999999999999999",
      "in_reply_to_user_id_str": "7100002",
      "in_reply_to_user_id": "7100002",
      "in_reply_to_screen_name": "marek_dub"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://example.org\">Example</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "133"
      ],
      "favorite_count": "3",
      "id_str": "1400000000000000005",
      "truncated": false,
      "retweet_count": "1",
      "id": "1400000000000000005",
      "created_at": "Thu Jun 03 10:05:00 +0000 2021",
      "favorited": false,
      "full_text": "RT @harbour_desk: The ferry &amp; the tide do not agree this week, so the last crossing is at 17:40 from Monday. Please tell whoever…",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://example.org\">Example</a>",
      "entities": {
        "hashtags": [],
        "symbols": [
          {
            "text": "PORT",
            "indices": [
              "32",
              "37"
            ]
          }
        ],
        "user_mentions": [
          {
            "screen_name": "harbour_desk",
            "name": "Harbour Desk",
            "id": "7100004",
            "id_str": "7100004",
            "indices": [
              "1",
              "14"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "37"
      ],
      "favorite_count": "3",
      "id_str": "1400000000000000004",
      "truncated": false,
      "retweet_count": "1",
      "id": "1400000000000000004",
      "created_at": "Thu Jun 03 10:04:00 +0000 2021",
      "favorited": false,
      "full_text": ".@harbour_desk you say 3 &lt; 4 $PORT",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://example.org\">Example</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "screen_name": "harbour_desk",
            "name": "Harbour Desk",
            "id": "7100004",
            "id_str": "7100004",
            "indices": [
              "0",
              "13"
            ]
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "26"
      ],
      "favorite_count": "3",
      "id_str": "1400000000000000003",
      "truncated": false,
      "retweet_count": "1",
      "id": "1400000000000000003",
      "created_at": "Thu Jun 03 10:03:00 +0000 2021",
      "favorited": false,
      "full_text": "@harbour_desk good morning",
      "lang": "en",
      "in_reply_to_user_id_str": "7100004",
      "in_reply_to_user_id": "7100004",
      "in_reply_to_screen_name": "harbour_desk"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://example.org\">Example</a>",
      "entities": {
        "hashtags": [
          {
            "text": "الميناء",
            "indices": [
              "6",
              "14"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/cccccccccc",
            "expanded_url": "https://example.org/harbour/bridge?lang=ar&page=2",
            "display_url": "example.org/harbour/bridge…",
            "indices": [
              "22",
              "45"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "45"
      ],
      "favorite_count": "3",
      "id_str": "1400000000000000002",
      "truncated": false,
      "retweet_count": "1",
      "id": "1400000000000000002",
      "created_at": "Thu Jun 03 10:02:00 +0000 2021",
      "favorited": false,
      "full_text": "٢/ عن #الميناء والجسر https://t.co/cccccccccc",
      "lang": "ar",
      "in_reply_to_status_id_str": "1400000000000000001",
      "in_reply_to_status_id": "1400000000000000001",
      "in_reply_to_user_id_str": "7100003",
      "in_reply_to_user_id": "7100003",
      "in_reply_to_screen_name": "Salma_Haddad"
    }
  },
  {
    "tweet": {
      "retweeted": false,
      "source": "<a href=\"https://example.org\">Example</a>",
      "entities": {
        "hashtags": [
          {
            "text": "الميناء",
            "indices": [
              "14",
              "22"
            ]
          }
        ],
        "symbols": [],
        "user_mentions": [],
        "urls": [],
        "media": [
          {
            "id_str": "990001",
            "media_url_https": "https://pbs.twimg.com/media/1400000000000000001-0.jpg",
            "url": "https://t.co/dddddddddd",
            "display_url": "pic.twitter.com/dddddddddd",
            "expanded_url": "https://twitter.com/Salma_Haddad/status/1400000000000000001/photo/1",
            "type": "photo",
            "indices": [
              "23",
              "46"
            ],
            "sizes": {
              "small": {
                "w": "600",
                "h": "400",
                "resize": "fit"
              },
              "large": {
                "w": "1200",
                "h": "800",
                "resize": "fit"
              }
            }
          }
        ]
      },
      "display_text_range": [
        "0",
        "46"
      ],
      "favorite_count": "3",
      "id_str": "1400000000000000001",
      "truncated": false,
      "retweet_count": "1",
      "id": "1400000000000000001",
      "created_at": "Thu Jun 03 10:01:00 +0000 2021",
      "favorited": false,
      "full_text": "👩‍🔧🛟 ١/ سلسلة #الميناء https://t.co/dddddddddd",
      "lang": "ar",
      "extended_entities": {
        "media": [
          {
            "id_str": "990001",
            "media_url_https": "https://pbs.twimg.com/media/1400000000000000001-0.jpg",
            "url": "https://t.co/dddddddddd",
            "display_url": "pic.twitter.com/dddddddddd",
            "expanded_url": "https://twitter.com/Salma_Haddad/status/1400000000000000001/photo/1",
            "type": "photo",
            "indices": [
              "23",
              "46"
            ],
            "sizes": {
              "small": {
                "w": "600",
                "h": "400",
                "resize": "fit"
              },
              "large": {
                "w": "1200",
                "h": "800",
                "resize": "fit"
              }
            }
          },
          {
            "id_str": "990001",
            "media_url_https": "https://pbs.twimg.com/media/1400000000000000001-1.jpg",
            "url": "https://t.co/dddddddddd",
            "display_url": "pic.twitter.com/dddddddddd",
            "expanded_url": "https://twitter.com/Salma_Haddad/status/1400000000000000001/photo/1",
            "type": "video",
            "indices": [
              "23",
              "46"
            ],
            "sizes": {
              "small": {
                "w": "600",
                "h": "400",
                "resize": "fit"
              },
              "large": {
                "w": "1200",
                "h": "800",
                "resize": "fit"
              }
            },
            "video_info": {
              "variants": [
                {
                  "content_type": "application/x-mpegURL",
                  "url": "https://video.twimg.com/a.m3u8"
                },
                {
                  "bitrate": "256000",
                  "content_type": "video/mp4",
                  "url": "https://video.twimg.com/small.mp4"
                },
                {
                  "bitrate": "2176000",
                  "content_type": "video/mp4",
                  "url": "https://video.twimg.com/large.mp4"
                }
              ]
            }
          }
        ]
      }
    }
  }
]