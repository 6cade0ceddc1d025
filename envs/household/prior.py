"""Where things usually are: how often a type of receptacle holds a type of object, counted over ALFWorld's games.

Counted over the 4,027 games of ALFWorld (ours; ALFRED (c) 2019 and ALFWorld (c) 2020 Mohit Shridhar and others, both
under the MIT licence): placements at the start of a game, per thousand games that have such a receptacle. Pairs below
one per thousand are left out.
"""

from __future__ import annotations

from functools import cache

from .home import Home

__all__ = ["expected", "placements"]

_COUNTS = """
alarmclock: countertop:6 desk:829 diningtable:70 dresser:380 shelf:229 sidetable:225
apple: countertop:364 diningtable:397 fridge:494 garbagecan:123 microwave:256 sidetable:55 sinkbasin:132
bathtub: bathtubbasin:61
book: armchair:83 bed:960 cabinet:36 coffeetable:161 countertop:81 desk:489 diningtable:70 drawer:60 dresser:205
    shelf:26 sidetable:70 sofa:77 tvstand:16
bowl: cabinet:537 coffeetable:61 countertop:306 desk:487 diningtable:445 dresser:124 fridge:417 microwave:52
    shelf:189 sidetable:39 sinkbasin:45 tvstand:108
box: armchair:29 cabinet:14 coffeetable:329 desk:70 diningtable:115 dresser:49 ottoman:45 shelf:41 sidetable:42
    sofa:295 tvstand:92
bread: coffeemachine:1 countertop:664 diningtable:645 fridge:206 garbagecan:3 microwave:3 sidetable:17
butterknife: countertop:792 diningtable:633 drawer:80 sidetable:32 sinkbasin:73
candle: cabinet:78 cart:377 coffeetable:82 countertop:162 diningtable:19 drawer:50 dresser:31 shelf:69
    sidetable:68 toilet:562 tvstand:38
cd: armchair:37 cabinet:10 desk:518 diningtable:59 drawer:122 dresser:318 garbagecan:32 safe:31 shelf:80
    sidetable:155
cellphone: armchair:108 bed:601 cabinet:4 coffeetable:82 countertop:103 desk:509 diningtable:97 drawer:151
    dresser:337 ottoman:106 safe:200 shelf:115 sidetable:166 sofa:58 tvstand:22
cloth: bathtubbasin:864 cabinet:123 cart:344 countertop:89 drawer:60 dresser:28 shelf:46 sidetable:2
    sinkbasin:42 toilet:63
creditcard: armchair:310 coffeetable:404 countertop:94 desk:503 diningtable:112 drawer:237 dresser:425
    ottoman:227 shelf:330 sidetable:320 sofa:405 tvstand:427
cup: cabinet:349 countertop:304 diningtable:377 fridge:412 microwave:141 shelf:56 sidetable:53 sinkbasin:138
curtains: sidetable:17
desklamp: coffeetable:28 desk:409 dresser:239 shelf:64 sidetable:246
dishsponge: bathtubbasin:140 cabinet:375 cart:328 countertop:406 diningtable:340 drawer:243 garbagecan:54
    shelf:104 sidetable:22 sinkbasin:117 toilet:41
egg: countertop:348 diningtable:305 fridge:495 garbagecan:124 microwave:235 sidetable:43 sinkbasin:188
floorlamp: sinkbasin:19
fork: countertop:636 diningtable:600 drawer:238 sidetable:45 sinkbasin:123
glassbottle: cabinet:131 countertop:115 diningtable:87 fridge:39 garbagecan:19 shelf:33 sinkbasin:36
handtowel: countertop:14 handtowelholder:1199
houseplant: cabinet:15 coffeetable:215 countertop:252 desk:126 diningtable:134 dresser:88 shelf:70 sidetable:175
    tvstand:92
kettle: cabinet:161 countertop:168 diningtable:81 shelf:5 sinkbasin:10 stoveburner:356
keychain: armchair:189 cabinet:6 coffeetable:383 desk:492 diningtable:95 drawer:162 dresser:414 ottoman:167
    safe:338 shelf:209 sidetable:319 sofa:203 tvstand:341
knife: coffeemachine:2 countertop:696 diningtable:615 drawer:203 garbagecan:1 sidetable:22 sinkbasin:61
ladle: cabinet:122 countertop:205 diningtable:125 drawer:63 sinkbasin:10
laptop: armchair:91 bed:1192 coffeetable:414 countertop:4 desk:422 diningtable:135 dresser:178 ottoman:167
    sidetable:47 sofa:388 tvstand:216
lettuce: countertop:548 diningtable:669 fridge:416 garbagecan:9 sidetable:38 sinkbasin:63
mirror: countertop:36 dresser:31
mug: cabinet:282 coffeemachine:382 countertop:464 desk:506 diningtable:355 dresser:178 fridge:308 microwave:161
    shelf:157 sidetable:129 sinkbasin:95
newspaper: armchair:69 cabinet:2 coffeetable:255 diningtable:75 drawer:4 dresser:83 ottoman:121 shelf:51
    sidetable:73 sofa:244 tvstand:92
pan: cabinet:92 countertop:433 diningtable:102 fridge:74 stoveburner:959 toaster:2
papertowelroll: cart:82 countertop:166 diningtable:77 garbagecan:34 shelf:68 sidetable:12 toilet:38
pen: coffeetable:159 countertop:44 desk:804 diningtable:145 drawer:109 dresser:469 garbagecan:13 shelf:199
    sidetable:234 tvstand:70
pencil: coffeetable:117 countertop:34 desk:680 diningtable:112 drawer:119 dresser:317 garbagecan:28 shelf:214
    sidetable:284 tvstand:54
peppershaker: cabinet:527 countertop:471 diningtable:444 drawer:175 shelf:105 sidetable:74
pillow: armchair:214 bed:1681 ottoman:30 sofa:904
plate: cabinet:547 coffeetable:164 countertop:385 diningtable:474 dresser:5 fridge:169 microwave:11 shelf:78
    sidetable:30 sinkbasin:31 tvstand:38
pot: cabinet:45 countertop:192 diningtable:100 fridge:75 shelf:11 sinkbasin:6 stoveburner:1371 toaster:1
potato: countertop:413 diningtable:414 fridge:512 garbagecan:60 microwave:197 sidetable:40 sinkbasin:158
remotecontrol: armchair:155 coffeetable:568 countertop:5 desk:90 diningtable:81 drawer:29 dresser:159
    ottoman:212 shelf:26 sidetable:130 sofa:377 tvstand:470
saltshaker: cabinet:480 countertop:451 diningtable:459 drawer:164 shelf:95 sidetable:70
showerglass: countertop:9 shelf:17
sink: countertop:109 sinkbasin:52
soapbar: bathtubbasin:335 cabinet:69 cart:328 countertop:115 drawer:44 garbagecan:23 shelf:44 sidetable:22
    sinkbasin:80 toilet:308
soapbottle: cabinet:575 cart:246 countertop:622 diningtable:525 drawer:24 dresser:46 garbagecan:128 shelf:180
    sidetable:59 toilet:428
spatula: countertop:640 diningtable:624 drawer:227 sidetable:17 sinkbasin:128 stoveburner:3
spoon: coffeemachine:1 countertop:552 diningtable:561 drawer:296 sidetable:53 sinkbasin:163
spraybottle: cabinet:130 cart:902 countertop:214 diningtable:38 drawer:1 dresser:43 garbagecan:44 shelf:71
    sidetable:34 toaster:1 toilet:528
statue: coffeetable:680 countertop:135 desk:70 diningtable:182 dresser:217 safe:12 shelf:404 sidetable:191
    tvstand:530
teddybear: bed:257
television: coffeetable:84 dresser:285 sidetable:8 tvstand:903
tissuebox: cabinet:11 cart:246 coffeetable:313 countertop:46 desk:129 diningtable:77 drawer:36 dresser:30
    garbagecan:1 shelf:119 sidetable:92 toilet:12 tvstand:146
toiletpaper: bathtubbasin:4 cabinet:72 cart:361 countertop:121 drawer:44 dresser:35 garbagecan:33 shelf:58
    sidetable:15 toilet:464 toiletpaperhanger:232
tomato: countertop:452 diningtable:515 fridge:658 garbagecan:87 sidetable:48 sinkbasin:99
towel: countertop:8 towelholder:1136
vase: cabinet:125 coffeetable:336 countertop:116 desk:23 diningtable:95 dresser:183 safe:23 shelf:443
    sidetable:80 tvstand:254
watch: coffeetable:325 desk:28 diningtable:55 drawer:42 dresser:118 safe:23 shelf:33 sidetable:92 tvstand:308
wateringcan: coffeetable:91 shelf:19 sidetable:5
window: countertop:52 dresser:41 shelf:43
winebottle: cabinet:157 countertop:220 diningtable:269 fridge:12 garbagecan:36 shelf:37 sidetable:1
"""


@cache
def placements() -> dict[str, dict[str, float]]:
    """Type of object -> type of receptacle -> objects per game that has such a receptacle."""
    table: dict[str, dict[str, float]] = {}
    for word in _COUNTS.split():
        if word.endswith(":"):
            row = table.setdefault(word[:-1], {})
        else:
            kind, _, count = word.partition(":")
            row[kind] = int(count) / 1000
    return table


def expected(home: Home, thing: str, receptacle: int) -> float:
    """How many objects of a type a receptacle of a home is expected to hold, before anything was seen."""
    kind = home.receptacle_kinds[receptacle]
    alike = sum([other == kind for other in home.receptacle_kinds])
    return placements().get(thing, {}).get(kind, 0.0) / alike
