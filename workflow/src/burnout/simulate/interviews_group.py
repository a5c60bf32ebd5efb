"""Texts of the two synthetic group interviews with oncology nurses after the Balint groups, and their four themes.

Nobody said any of this: the texts were written for the demonstration. What stands between « and » is a significant
statement; its cluster and meaning follow in order, with the participant who speaks.
"""

from __future__ import annotations

NOTICING = "Noticing one's own feelings"
OTHER_SIDE = "Seeing the patient's side"
LOOKING_BACK = "Thinking again about what one did"
GENUINE = "Feeling with patients instead of acting"
STEADY = "Staying calm in hard moments"
LISTENING = "Listening before advising"
COLLEAGUES = "Standing by colleagues"
RELIEF = "Unloading in the group"
COPING = "Another way of seeing stress"
REMAINS = "Stress whose causes stay"

THEMES = [
    (
        "More awareness and reflection",
        [
            (NOTICING, "Nurses notice what they feel during and after a contact."),
            (OTHER_SIDE, "They see a situation with the eyes of patients and families."),
            (LOOKING_BACK, "They go back in thought to how they acted, and why."),
        ],
    ),
    (
        "Better ability of emotional labour",
        [
            (GENUINE, "The feeling shown at the bedside is more often one that is felt."),
            (STEADY, "Strong feelings of others are borne without being swept along."),
        ],
    ),
    (
        "More helping behaviour",
        [
            (LISTENING, "Time is given to listen before information is given."),
            (COLLEAGUES, "Colleagues are asked how they are, and are helped."),
        ],
    ),
    (
        "Partial relief of occupational stress",
        [
            (RELIEF, "What was carried alone could be put down in the group."),
            (COPING, "The same strain is looked at and dealt with in another way."),
            (REMAINS, "Workload, shifts and staffing are not changed by a group."),
        ],
    ),
]

TRANSCRIPTS = {
    "G1": (
        "Group interview 1, nine nurses, within one week after the last session",
        [
            "I: You have met eight times. What has stayed with you?",
            "N01: For me it begins with small things. «Before, I came out of a room angry and did not know it, now I "
            "notice it in the corridor.» Then I take a breath before I open the next door.",
            "N04: With me it was the case with the daughter who shouted. I had told it as a story about a rude "
            "person. «When the others spoke as the daughter I heard for the first time how frightened she was.» I "
            "had been standing beside her the whole time and had not heard it.",
            "N07: I was sceptical. I thought, we talk and then the beds are still full. They are. But «on the way "
            "home I ask myself what I could have said instead, and not any more who was to blame».",
            "I: Has something changed in how you work with patients?",
            "N02: I used to put on the smile with the uniform. «Now I do not have to act so much, because I really "
            "want to know how he slept.» It is less tiring than the smile, strangely.",
            "N09: Not always, there are mornings for the smile.",
            "N05: Of course. But I can bear more. «A patient wept for a quarter of an hour and I stayed, without "
            "running for the doctor and without weeping myself.» Earlier I would have found something to do outside.",
            "I: And among yourselves?",
            "N08: That is the greatest change. «After a death on the ward we now ask the one who was there whether "
            "she wants to sit down for a moment.» Nobody ordered it.",
            "N03: It costs five minutes. «I have taken over a handover for a colleague whose hands were shaking, and "
            "she did the same for me in March.»",
            "N06: I talk less to patients, if you understand me. «I used to explain the diet at once, now I first "
            "let her say what she is afraid of.»",
            "I: How about the strain of the work?",
            "N01: To say it aloud was good. «I had carried that night shift with me for two years and in the group I "
            "could put it down.»",
            "N07: It is lighter, but it is not gone. «The group does not make the night shorter and it does not send "
            "us a fifth nurse.»",
            "N09: I agree with both. When I am tired I am still tired. But I know now that the others are, too, and "
            "that I am not a bad nurse for it.",
        ],
        [
            ("N01", NOTICING, "Anger is noticed right after the contact."),
            ("N04", OTHER_SIDE, "Taking the relative's part let her hear the fear behind the anger."),
            ("N07", LOOKING_BACK, "Reflection on one's own words has taken the place of blame."),
            ("N02", GENUINE, "Interest that is felt replaces a smile that is put on."),
            ("N05", STEADY, "She could stay with a weeping patient."),
            ("N08", COLLEAGUES, "After a death the colleague concerned is looked after."),
            ("N03", COLLEAGUES, "Nurses take over for each other in hard moments."),
            ("N06", LISTENING, "Fear is heard before advice is given."),
            ("N01", RELIEF, "An old burden could be put down in the group."),
            ("N07", REMAINS, "Shifts and staffing stay as they are."),
        ],
    ),
    "G2": (
        "Group interview 2, nine nurses, within one week after the last session",
        [
            "I: What was it like to bring a case of your own?",
            "N10: Hard. I had not slept before it. «I brought a patient who annoyed me and found that what I felt "
            "was helplessness.» That changed how I went into his room.",
            "N13: I never brought a case, I only listened, and it worked all the same. «Since then I ask myself what "
            "this day is like for the one who lies in the bed.»",
            "N16: We had a patient of my own age. I had kept away from her, and I had good reasons each time. «In "
            "the group I understood that I had avoided her because she could have been me.»",
            "I: Did that show on the ward?",
            "N16: Yes. I went in and told her that I am glad to see her, and it was true.",
            "N11: With me it is the tone. «When a family shouts I can stay friendly now without feeling that I "
            "swallow something.» I used to swallow the whole day.",
            "N14: And I have stopped pretending to be hard. «I told a dying man that I was sad too, and it did not "
            "break me or him.» It was a good talk.",
            "I: How do you deal with one another now?",
            "N12: We see more. «I noticed that our youngest ate alone for a week and I sat down with her.» A year "
            "ago I would have thought that it was none of my business.",
            "N17: And with patients we are not so quick. «I sit down when I ask how somebody is, because then they "
            "answer.»",
            "I: And stress?",
            "N18: I sleep better after a session, not after every one. «It is a relief that I am not the only one "
            "who is afraid of the telephone at night.»",
            "N15: For me it is the view. «I used to think that stress proves I am not good enough, now I think it is "
            "a sign that something asks for attention.» I then do one thing about it, a small one.",
            "N12: I want to be honest. «As long as one of us looks after sixteen patients at night, I will be "
            "exhausted on Fridays.» For that it needs other people than us.",
            "N10: That is so. But I would go on with the group, if we may.",
        ],
        [
            ("N10", NOTICING, "Behind annoyance she found helplessness."),
            ("N13", OTHER_SIDE, "She asks herself what the day is like for the patient."),
            ("N16", LOOKING_BACK, "She understood why she had avoided a patient."),
            ("N11", STEADY, "She stays friendly in conflict without swallowing her feelings."),
            ("N14", GENUINE, "Sadness could be shared with a patient."),
            ("N12", COLLEAGUES, "She turned to a young colleague who was alone."),
            ("N17", LISTENING, "Sitting down lets patients speak."),
            ("N18", RELIEF, "It relieves to share the same fear."),
            ("N15", COPING, "Stress is seen as a sign, not as a failing."),
            ("N12", REMAINS, "Exhaustion from staffing at night remains."),
        ],
    ),
}
