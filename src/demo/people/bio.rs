//! Short biographies, put together from what is known of somebody.

use super::sample::Row;
use crate::demo::random::Chance;

const LONGEST: usize = 300;

const TRAITS: [&str; 20] = [
    "early riser",
    "night owl",
    "passable cook",
    "terrible singer",
    "good listener",
    "slow cyclist",
    "collector of postcards",
    "champion napper",
    "tea person",
    "map lover",
    "keen swimmer",
    "optimist",
    "owner of too many plants",
    "crossword finisher",
    "friend of long breakfasts",
    "reluctant jogger",
    "maker of playlists",
    "marmalade maker",
    "curious about everything",
    "professional daydreamer",
];

/// What somebody with an interest might say; several lines for one interest are alternatives.
const LINES: [(&str, &str); 66] = [
    ("architecture", "I look up at buildings and bump into people."),
    ("art", "I draw on napkins, receipts and, once, a tablecloth."),
    ("art", "Small galleries on rainy Saturdays are my idea of a good plan."),
    ("astronomy", "I own a telescope and a very warm blanket."),
    ("baking", "My sourdough starter is called Gerald."),
    ("board games", "I explain board games quickly and lose them slowly."),
    ("camping", "I sleep best in a tent with rain on it."),
    ("chess", "I play chess in the park and talk through most of it."),
    ("climbing", "Usually found half way up a climbing wall."),
    ("coffee", "I can find good coffee in any town within ten minutes."),
    ("concerts", "I still keep every concert ticket in a shoebox."),
    ("concerts", "Small venues, loud bands, early night. Usually two of three."),
    ("cooking", "I cook for six even when we are two."),
    ("cooking", "My lasagna has ended arguments."),
    ("cycling", "I know every cycle path out of town and where the cake is."),
    ("dancing", "First on the dance floor, last to find my coat."),
    ("dancing", "I dance while cooking; both suffer a little."),
    ("design", "I have strong feelings about door handles."),
    ("dining out", "I know a tiny place with the best dumplings in town."),
    ("dining out", "Happiest at a long table with too many small plates."),
    ("dogs", "I greet dogs first and people second."),
    ("fitness", "Gym before work, croissant after. Balance."),
    ("fitness", "Training for a half marathon, slowly and with snacks."),
    ("gaming", "Cozy games on weekdays, co-op on weekends."),
    ("gaming", "I will let you win exactly once."),
    ("gardening", "My balcony produces three tomatoes a year and I love each of them."),
    ("hiking", "Give me a trail, a sandwich and no reception."),
    ("hiking", "I plan my weekends around hills."),
    ("history", "I read every plaque on every wall."),
    ("karaoke", "My karaoke song is a power ballad and I commit to it."),
    ("languages", "I learn a few words of a new language before every trip."),
    ("movies", "I never leave before the credits end."),
    ("movies", "Ask me about the film I have seen eleven times."),
    ("museums", "I always get lost in museums, on purpose."),
    ("museums", "I have opinions about museum cafés."),
    ("music", "There is always a record playing in my kitchen."),
    ("music", "I play the piano badly and with great joy."),
    ("painting", "I paint the sea from memory, and it never minds."),
    ("photography", "I take too many photos of light on walls."),
    ("podcasts", "I start sentences with: I heard in a podcast."),
    ("pottery", "All my mugs are handmade and slightly crooked."),
    ("reading", "There are three half-read books on my bedside table."),
    ("reading", "I lend books and never ask for them back."),
    ("running", "I run by the water so that I can stop and look at it."),
    ("sailing", "I can tie nine knots and untie seven."),
    ("salsa", "Two years of salsa and I finally know where my feet are."),
    ("series", "I promise not to watch the next episode without you."),
    ("series", "I fall asleep in every series except the good ones."),
    ("shopping", "I never leave a flea market with empty hands."),
    ("shopping", "I can find the one good jacket in any second-hand shop."),
    ("skiing", "In winter I am wherever the snow is."),
    ("sports", "Sundays belong to the pitch, whatever the weather."),
    ("sports", "I play badminton with more heart than skill."),
    ("street food", "I travel for food and call it culture."),
    ("swimming", "Any lake above fourteen degrees counts as summer."),
    ("theater", "I laugh too loudly in theaters and cry without warning."),
    ("theater", "I was once a tree on stage. The reviews were kind."),
    ("travel", "Night trains are the best invention after bread."),
    ("travel", "I collect window seats."),
    ("vinyl records", "I buy records for the cover and keep them for the B-side."),
    ("volunteering", "On Saturdays I repair bikes for people who need one."),
    ("watching sports", "I shout at the television as if it could hear me."),
    ("watching sports", "Match days are sacred, everything else is negotiable."),
    ("writing", "I write letters on paper and wait for answers."),
    ("yoga", "I can touch my toes and I will bring it up."),
    ("yoga", "Yoga at seven, pancakes at eight."),
];

const CLOSINGS: [&str; 18] = [
    "Tell me the best thing you ate this week.",
    "Ask me about the goat.",
    "The first round is on me.",
    "What is on your list for this year?",
    "Two truths and a lie? You start.",
    "Send me a song I do not know.",
    "Bonus points for bad puns.",
    "I answer faster to questions than to hellos.",
    "Let's find the best ice cream in town.",
    "Show me your favorite corner of the city.",
    "Walk first, coffee second?",
    "Recommend me a book and I will really read it.",
    "Tell me what made you laugh today.",
    "I bring the snacks.",
    "Pick a museum, I pick the café.",
    "Which small thing makes your day?",
    "Convince me of your favorite film.",
    "Spontaneous plans welcome.",
];

/// At most 300 characters in two to five sentences.
pub fn write(row: &Row, profession: &str, interests: &[&str], chance: &mut Chance) -> String {
    let mut bio = opening(row, profession, chance);
    let mut sayings = LINES.to_vec();
    chance.shuffle(&mut sayings);
    for interest in interests.iter().take(chance.weighted(&[(3, 1), (4, 2)])) {
        let saying = sayings.iter().find(|(about, _)| about == interest);
        add(&mut bio, saying.map_or("", |(_, line)| line));
    }
    if chance.odds(0.35) {
        add(&mut bio, household(row, chance));
    }
    if chance.odds(0.55) {
        add(&mut bio, hope(row, chance));
    }
    if chance.odds(0.5) {
        add(&mut bio, chance.pick(&CLOSINGS));
    }
    bio
}

fn add(bio: &mut String, sentence: &str) {
    if !sentence.is_empty() && bio.chars().count() + 1 + sentence.chars().count() <= LONGEST {
        bio.push(' ');
        bio.push_str(sentence);
    }
}

fn opening(row: &Row, profession: &str, chance: &mut Chance) -> String {
    let city = row.city.name;
    let first = chance.pick(&TRAITS);
    let second = TRAITS.iter().cycle().skip_while(|word| **word != first).nth(1 + chance.below(TRAITS.len() - 1));
    let second = second.copied().unwrap_or("optimist");
    let somebody = with_article(profession);
    match chance.below(8) {
        0 => format!("{}, {first}, {second}.", capital(profession)),
        1 => format!("{} in {city}, {first} at heart.", capital(profession)),
        2 => format!("{} and {second}.", capital(first)),
        3 => format!("Part {profession}, part {first}."),
        4 if row.age < 65 && !profession.ends_with("student") => {
            format!("Came to {city} to work as {somebody}, stayed for the people.")
        }
        5 => format!("I am {somebody} and, on good days, {second}.", second = trait_phrase(second)),
        6 => format!("Friends call me {}; I prefer {somebody} with hobbies.", trait_phrase(first)),
        _ => format!("{}. {}. {}.", capital(profession), capital(first), capital(second)),
    }
}

fn household(row: &Row, chance: &mut Chance) -> &'static str {
    if matches!(row.offspring, 'h' | 'a' | 'e') && chance.odds(0.7) {
        return chance.pick(&[
            "Parent of a small dinosaur expert.",
            "My kids think I am funny, at least the younger one.",
            "Two kids, one minivan, no regrets.",
            "My child comes first, then coffee, then you.",
        ]);
    }
    match row.pets {
        'd' => chance.pick(&[
            "My dog has excellent taste in people.",
            "Comes with a very polite dog.",
            "I plan walks around benches, my dog plans them around ducks.",
        ]),
        'c' => chance.pick(&[
            "I live with a cat who disapproves of everyone at first.",
            "My cat will sit on your coat. It is a compliment.",
        ]),
        'b' => chance.pick(&["Cats or dogs? Yes.", "I stop for every dog and apologize to every cat."]),
        _ => "",
    }
}

fn hope(row: &Row, chance: &mut Chance) -> &'static str {
    match row.goal {
        'l' => chance.pick(&[
            "Looking for somebody to grow tomatoes and old with.",
            "I would like to build something that lasts.",
            "Here for the real thing, in no hurry.",
            "Looking for my favorite person.",
        ]),
        'c' => chance.pick(&[
            "Nothing serious for now, just good evenings.",
            "Easy company, honest words, no pressure.",
            "Here for fun and good conversations.",
        ]),
        'f' => chance.pick(&[
            "Mostly here for new friends.",
            "New in my circle of friends: maybe you?",
            "Looking for people to do things with.",
        ]),
        _ => chance.pick(&[
            "Let's meet and see where the walk takes us.",
            "One coffee says more than a hundred messages.",
            "Curious whom I will meet here.",
        ]),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// Traits that are not nouns stand without an article.
fn trait_phrase(words: &str) -> String {
    if words.starts_with("curious") { words.to_owned() } else { with_article(words) }
}
