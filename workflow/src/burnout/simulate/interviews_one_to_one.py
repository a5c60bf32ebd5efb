"""Texts of the twelve synthetic interviews with public-health workers, and their eight themes.

Nobody said any of this: the texts were written for the demonstration, so that coding them leads to the themes the
published report names. What stands between « and » is a significant statement; its cluster and meaning follow in order.
"""

from __future__ import annotations

REFUSAL = "Refusal and distrust at the door"
MISREAD = "Services are misunderstood"
POSTS = "Few senior posts"
PATH = "No career path in sight"
OWNERLESS = "Tasks without an owner"
BEYOND = "Duties beyond the post"
PAY = "Pay does not follow the work"
UNSEEN = "Effort is not acknowledged"
VOLUME = "Too many tasks for too few people"
PAPER = "Paperwork and double entry"
EVENINGS = "Work in free time"
BACKING = "Policies come without support"
TABLES = "Checks count tables, not service"
NOBODY = "Nobody to turn to"
BODY = "Strain stays in body and mind"
FAMILY_VIEW = "Family does not understand the work"
ROLES = "Work and family pull apart"

THEMES = [
    (
        "Service users do not cooperate or understand",
        [
            (REFUSAL, "Residents refuse visits, calls or checks, or do not trust those who offer them."),
            (MISREAD, "Residents take free public services for something else, or see no use in them."),
        ],
    ),
    (
        "Little room for promotion, and no open career",
        [
            (POSTS, "The number of senior posts at the centre is so small that waiting seems useless."),
            (PATH, "There is no visible way from this work to another position."),
        ],
    ),
    (
        "Labour is not divided sensibly, and duties are unclear",
        [
            (OWNERLESS, "It is not laid down who does what, so that tasks fall to whoever is there."),
            (BEYOND, "People are given duties that do not belong to their post or training."),
        ],
    ),
    (
        "Contributions and returns are out of proportion",
        [
            (PAY, "Income does not follow the amount or difficulty of the work."),
            (UNSEEN, "Good work meets no word of thanks, honour or notice."),
        ],
    ),
    (
        "Heavy workload",
        [
            (VOLUME, "The number of people and tasks is more than the staff can do well."),
            (PAPER, "Forms are filled in several times over, on paper and in systems."),
            (EVENINGS, "Work goes on in evenings and at weekends."),
        ],
    ),
    (
        "The departments in charge give public health too little attention",
        [
            (BACKING, "New tasks come without people, money or equipment."),
            (TABLES, "Inspections look at figures and folders, not at what was done for residents."),
        ],
    ),
    (
        "Pressure finds no relief",
        [
            (NOBODY, "There is no person or place at work where strain can be spoken of."),
            (BODY, "Strain shows in sleep, mood and health."),
        ],
    ),
    (
        "Family support is lacking",
        [
            (FAMILY_VIEW, "Those at home do not see why the work is tiring."),
            (ROLES, "Work takes the time that family roles ask for."),
        ],
    ),
]

TRANSCRIPTS = {
    "P01": (
        "Public-health doctor, 9 years in the service",
        [
            "I: Could you tell me what an ordinary week is like for you?",
            "P01: It begins with the list of people I have to see. Most are elderly, with high blood pressure or "
            "diabetes. «I stand at the door and they say through the gap, we did not call you, we are not ill.» So I "
            "go again another day. I understand them, I would also be careful with strangers.",
            "I: What happens after the visits?",
            "P01: Then the real work starts. «The same visit goes on paper, into the district's system and once more "
            "into a table for ourselves.» If one of the three differs, it comes back to me. During the day there is "
            "no quiet for it. «I finish the records at home after my son is asleep, nobody counts those hours.»",
            "I: How do you feel about that?",
            "P01: Tired, mostly. I liked this work when I began, and on some days I still do, when an old lady tells "
            "me that her blood pressure is better. But «there are four of us for more than twenty thousand "
            "residents», and whatever I do, the list on Monday is as long as before. You cannot do it well, you can "
            "only do it.",
        ],
        [
            (REFUSAL, "Residents turn visitors away at the door because they feel healthy."),
            (PAPER, "One visit has to be recorded three times."),
            (EVENINGS, "Records are finished at home in the evening, without being counted."),
            (VOLUME, "Staff is far too small for the number of residents."),
        ],
    ),
    "P02": (
        "Nurse in immunisation, 6 years in the service",
        [
            "I: What gives you satisfaction in your work, and what wears you down?",
            "P02: The children are what I like. They cry, then they get a sticker, then they laugh. What wears me "
            "down is everything around it. «Parents think we earn something on every vaccine, so they ask ten times "
            "what is behind it.» I explain it ten times.",
            "I: And inside the centre?",
            "P02: Inside it is not clear who does what. «When a new task comes nobody says whose it is, in the end "
            "it lies with the one who cannot say no.» That is often me. Last autumn I was sent to count chairs for a "
            "meeting. «I was trained as a nurse and I spend days on posters and meeting rooms.»",
            "I: Have you talked about it with anybody?",
            "P02: With whom? «My director is kind, but when I say I am tired he says everybody is tired.» So one "
            "stops talking. I do not blame him, he has his own superiors. As for pay, «the colleague who does half "
            "of the households gets the same bonus as I do». One should not count, but one does.",
        ],
        [
            (MISREAD, "Parents suspect a business behind free vaccination."),
            (OWNERLESS, "New tasks have no owner and fall to those who do not refuse."),
            (BEYOND, "A nurse spends days on duties outside her training."),
            (NOBODY, "Speaking about tiredness with superiors leads nowhere."),
            (PAY, "The bonus is the same however much is done."),
        ],
    ),
    "P03": (
        "Health-records clerk, 4 years in the service",
        [
            "I: How did you come to this post?",
            "P03: After college there was an opening here, near my parents. I thought I would stay two years. Now it "
            "is four, and I ask myself what comes next. «There is one middle-rank post for eleven of us, and it is "
            "taken until she retires.» People say, wait. I am twenty-eight.",
            "I: Is there another way forward?",
            "P03: I do not see one. «In the hospital you can become something, here you stay what you were on your "
            "first day.» Sometimes there is training, but always the same colleagues go.",
            "I: What about the work itself?",
            "P03: Records, records. «When the inspectors come they weigh the folders, nobody asks whether the old "
            "man got his medicine.» Before an inspection we stay late for weeks. Once I completed all files of a "
            "whole village alone, four hundred of them. «Not one person said that it was well done.» I would not "
            "have needed a prize. A sentence would have been enough. At home they say, you sit in an office, what is "
            "there to complain about, and I let it be.",
        ],
        [
            (POSTS, "One middle-rank post for eleven people is blocked for years."),
            (PATH, "Unlike in a hospital, nothing can be become in this work."),
            (TABLES, "Inspections judge folders instead of the care given."),
            (UNSEEN, "Great effort was met with silence."),
        ],
    ),
    "P04": (
        "Public-health doctor, 15 years in the service",
        [
            "I: You have been here for a long time. What has changed?",
            "P04: The number of items. We began with nine, then there were twelve, then more. «Each year a new "
            "programme is added, and not one person with it.» Nobody takes the old ones away. The paper from above "
            "says, attach great importance. The importance is attached, but «the blood-pressure devices we carry are "
            "older than some of my colleagues».",
            "I: How do you cope with that?",
            "P04: When I was younger I ran along the river. Now my knees hurt. «I wake at three and go through the "
            "list of those I have not reached.» My husband says I talk of households in my sleep.",
            "I: How does your family see your work?",
            "P04: My husband is patient. But «my daughter's school has called three times, and three times it was "
            "her grandmother who went». That hurts me more than any inspection. I have a good home and still I am "
            "not there. I would tell a younger colleague, find somebody you can laugh with, otherwise it becomes "
            "heavy.",
        ],
        [
            (BACKING, "Programmes are added without staff."),
            (BACKING, "Equipment is out of date."),
            (BODY, "Worry about the unreached disturbs sleep."),
            (ROLES, "A mother cannot be there when the school calls."),
        ],
    ),
    "P05": (
        "Nurse for mothers and infants, 7 years in the service",
        [
            "I: Please describe a visit that stayed in your mind.",
            "P05: A young mother, very tired, with her mother-in-law beside her. I wanted to ask how she sleeps. "
            "«The grandmother said, we raised children without your notebook, and closed the door.» The young woman "
            "looked at me through the window. I thought of her all evening.",
            "I: What did you do with that thought?",
            "P05: I took it home, as always. «My mother asks why I am tired from chatting with people, she thinks "
            "real work is done in a ward.» So at home I keep quiet as well.",
            "I: How is the load at the moment?",
            "P05: Two of us are on leave, and the third is me. «In one morning I have thirty telephone visits, five "
            "home visits and a lecture, and all of them are due today.» I speak faster and faster and I notice that "
            "I no longer listen. That is the worst part, because listening is why I chose this. The lecture was on a "
            "Saturday. «My Saturdays belong to the residents, my Sundays to the computer.»",
        ],
        [
            (REFUSAL, "A home visit ends at the door because older relatives see no use in it."),
            (FAMILY_VIEW, "Her mother does not regard the work as real work."),
            (VOLUME, "Tasks due on one morning cannot be done with attention."),
            (EVENINGS, "The weekend is taken up by activities and records."),
        ],
    ),
    "P06": (
        "Chronic-disease worker, 3 years in the service",
        [
            "I: What do you find most difficult?",
            "P06: To be taken seriously on the telephone. «They hear my voice, say swindler and hang up.» I have "
            "counted, seven of ten. I even changed how I greet people.",
            "I: How are tasks given out in your team?",
            "P06: By message, in the evening. «There is a duty list on the wall from three years ago, half of the "
            "names on it have left.» So everybody does a little of everything, and if something is forgotten we all "
            "look at each other. It is not ill will, it is just that nobody has put it in order.",
            "I: And the pay?",
            "P06: I know that public service is not for getting rich. But «I earn less than my cousin who delivers "
            "parcels, and he can switch off his telephone at night». I am still young and I could leave. «I cannot "
            "tell my parents where this job leads, because I do not know it myself.» They would like to see me "
            "settled. I would like it too. What keeps me is an old teacher on my list who waits for my call every "
            "month and has always prepared a question.",
        ],
        [
            (REFUSAL, "Callers are taken for swindlers."),
            (OWNERLESS, "The list of duties has been out of date for years."),
            (PAY, "Income compares badly with work that ends in the evening."),
            (PATH, "It cannot be said where the job leads."),
        ],
    ),
    "P07": (
        "Public-health doctor and team leader, 12 years in the service",
        [
            "I: You lead a team. What do you see in your colleagues?",
            "P07: Good people who have become quiet. When a letter comes from above, no one sighs any more. «We "
            "report the same figure to three offices in three formats, and each of them calls when it is late.» I "
            "try to keep some of it away from them and do it myself.",
            "I: What would help?",
            "P07: That someone from those offices would spend a day with us. «They look at the rate in the table, "
            "and a rate cannot show that we climbed to the sixth floor four times.» I once wrote this in a report. "
            "It was sent back because it did not fit the form.",
            "I: And for you personally?",
            "P07: I have passed the examination for the higher title. «I have had the certificate for five years, "
            "but the centre has no post for it.» So I am qualified on paper. I do not show my disappointment to the "
            "team. «As the leader I listen to all of them, and there is no one who listens to me.» In the car I "
            "sometimes sit for ten minutes before I go up to my flat.",
        ],
        [
            (PAPER, "The same figures go to several offices in several formats."),
            (TABLES, "Rates do not show the effort behind them."),
            (POSTS, "A higher qualification finds no post."),
            (NOBODY, "A team leader has nobody to speak to."),
        ],
    ),
    "P08": (
        "Nurse for elderly care, 10 years in the service",
        [
            "I: What do people in the community think of your services?",
            "P08: Some are grateful. Many do not know what it is. «They believe a free check-up must be a poor one, "
            "so they come for the gift and leave before the talk.» I do the talk anyway, in the corridor, in two "
            "minutes.",
            "I: Do you feel that your work is valued?",
            "P08: By the old people, yes. In the centre, the clinic counts, because the clinic brings income. «At "
            "the yearly meeting the doctors get the flowers, and we carry the chairs.» I smile about it, but I have "
            "noticed that I smile less.",
            "I: How is your health?",
            "P08: My stomach. «Since the last inspection I eat standing and my stomach answers at night.» The doctor "
            "said, less stress, and we both laughed.",
            "I: And at home?",
            "P08: My mother-in-law is ill. «I measure the blood pressure of two hundred old people, and I have not "
            "had time to go with my own to the hospital.» My husband has stopped asking when I will be home. I do "
            "not want to sound bitter. I am good at this work. I would only like to be able to do it properly.",
        ],
        [
            (MISREAD, "A free check-up is taken for a poor one."),
            (UNSEEN, "Honours go to the clinic, not to public health."),
            (BODY, "Tension has become a stomach complaint."),
            (ROLES, "Caring for others leaves no time for her own relatives."),
        ],
    ),
    "P09": (
        "Driver and health-education worker, 5 years in the service",
        [
            "I: Your title is a double one. How did that come about?",
            "P09: I was hired for health education. Then the driver retired. «On paper I give lectures, in truth I "
            "drive, carry boxes and repair the printer.» Whoever has a problem calls me. It is nice to be needed, "
            "but the lectures have to be ready as well.",
            "I: When do you prepare them?",
            "P09: In the evening. My wife works shifts. «We have a note on the refrigerator, that is how we speak to "
            "each other during the week.» She says that a public post should at least be a quiet one.",
            "I: What would you wish from the bureau?",
            "P09: A little interest. «We got a tablet for every village and no one to show us how to use it, now "
            "they lie in the cupboard.» For the report they count as delivered. I do not think anybody means harm. "
            "They are far away and have their own forms. But «for a whole year of extra driving I got a thermos "
            "flask» and a photograph with the flask, and I was asked to look happy in it. Well, it keeps the tea "
            "warm.",
        ],
        [
            (BEYOND, "Somebody hired to teach drives, carries and repairs."),
            (ROLES, "Spouses speak through notes because of working hours."),
            (BACKING, "Equipment arrives without training in its use."),
            (PAY, "A year of extra work was returned with a flask."),
        ],
    ),
    "P10": (
        "Public-health doctor, 2 years in the service",
        [
            "I: You are new here. What did you expect, and what did you find?",
            "P10: I expected prevention. I found passwords. «I have eleven passwords for eleven systems and none of "
            "them knows the others.» My first month went into learning them.",
            "I: How do residents meet you?",
            "P10: I look young. «An old man asked me to send a real doctor, and I had to say that I am one.» We are "
            "friends now, but it took half a year.",
            "I: Who supports you?",
            "P10: The nurse in my room, she is wonderful. There is no plan for newcomers. «I would need somebody to "
            "ask how I am, not only how many.» My family is far away. «On the telephone my father says, a doctor "
            "without patients, what is there to be tired of.» I try to explain what it means to look after people "
            "who are not yet ill. He changes the subject. I think I will stay one more year and then see. I do not "
            "say that with joy, because I believe in what we could do here.",
        ],
        [
            (PAPER, "Eleven separate systems have to be served."),
            (REFUSAL, "A young doctor is not trusted at first."),
            (NOBODY, "Nobody asks how a newcomer feels."),
            (FAMILY_VIEW, "Her father does not see what is tiring in prevention."),
        ],
    ),
    "P11": (
        "Nurse for chronic disease, 13 years in the service",
        [
            "I: What has kept you here for thirteen years?",
            "P11: My residents. I know three generations. And to be honest, at my age one does not move. «I have "
            "stopped applying, since for each senior post there are twenty of us and one who is already chosen.» I "
            "say that calmly now. It was different at forty.",
            "I: How has the amount of work developed?",
            "P11: It only knows one direction. «When a colleague leaves, her households are divided among us and "
            "that is how it stays.» I have six hundred people. I know them, but I cannot look after six hundred "
            "people.",
            "I: How do you get over a bad day?",
            "P11: I water the plants in the office. «I have become short with people who have done nothing to me, "
            "and afterwards I am ashamed.» That is new. I have asked whether there could be some talk among us, once "
            "a month, with tea. It was thought a nice idea. «Then the inspection came, and nobody has mentioned it "
            "since.» Perhaps you can write that down.",
        ],
        [
            (POSTS, "Applying for a senior post seems useless."),
            (VOLUME, "Work of those who leave is shared out for good."),
            (BODY, "Irritability towards others, followed by shame."),
            (NOBODY, "A wish to talk among colleagues was forgotten."),
        ],
    ),
    "P12": (
        "Public-health worker in a village station, 8 years in the service",
        [
            "I: Your station is the farthest away. What is different there?",
            "P12: The road, and that I am alone. «I am the doctor, the nurse, the clerk and the one who sweeps the "
            "yard.» If somebody asks what my post is, I say, the station.",
            "I: Does the centre know that?",
            "P12: They do and they do not. «Once a year somebody comes, takes a photograph of the signboard and "
            "checks whether the folders stand in order.» Then they drive back before the rain.",
            "I: What about income?",
            "P12: The subsidy for the distance was promised. «I have driven those forty kilometres for eight years "
            "on the same allowance.» My wife adds it up at New Year. «She says, you know the blood pressure of the "
            "whole valley and not in which class your son is.» I had to think, and she saw that I had to think.",
            "I: Would you choose the work again?",
            "P12: Yes. In the valley they call me by my first name. But I would ask for a second person before I "
            "signed.",
        ],
        [
            (BEYOND, "One person holds all posts of a station."),
            (TABLES, "The yearly check looks at signboard and folders."),
            (PAY, "The allowance has stayed the same for eight years."),
            (ROLES, "Knowing residents better than one's own child."),
        ],
    ),
}
