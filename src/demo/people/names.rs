//! First names from many countries, and the usernames their owners might have chosen.

use std::collections::HashSet;

use crate::demo::random::Chance;

const WOMEN: &str = "
    Aaliyah Ada Adriana Agnieszka Aiko Aisha Alma Amara Amélie Amina Ana Anastasia Anh Anja Anouk Ariadne Ayşe
    Beatriz Bianca Birgit Camila Carmen Catarina Celeste Chiara Chidinma Chloé Clara Dalia Daniela Deborah Dorota
    Ebba Elena Elif Eliška Elodie Emma Esra Esther Eva Farah Fatima Fiona Francesca Freya Gabriela Giulia Grace
    Greta Hana Hanna Helena Hua Ida Ines Ingrid Irina Isabel Jana Jasmin Johanna Julia Kamila Katarzyna Kavya
    Laila Lea Leonie Linh Lucía Luisa Magdalena Maja Malin Mariam Marta Matilda Mei Meera Mina Nadia Naledi Naomi
    Niamh Nina Noor Olga Paula Petra Priya Rania Rosa Ruth Saoirse Sara Shirin Sofia Svetlana Tamar Thandiwe Tilda
    Ulla Valentina Wanjiru Yara Yasemin Yuki Zeynep Zoë
";

const MEN: &str = "
    Aarav Adrian Ahmed Aleksander Alejandro Ali Amir Anders Andrei Anton Antonio Arjun Arthur Axel Ben Bilal Björn
    Bruno Carlos Cem Christoph Daniel Dario David Diego Dmitri Edoardo Eduardo Elias Emre Enzo Erik Fabian Farid
    Felix Filip Finn Francisco Gabriel Georg Giorgos Hamza Hans Haruto Hassan Hugo Hiroshi Ibrahim Igor Ilyas Ivan
    Jakob Jamal Jan Javier Jens João Jonas Jorge José Julian Kai Karim Kenji Kofi Kwame Lars Leon Levi Liam Luca
    Luis Lukas Magnus Malik Marcel Marco Mateus Mateusz Matteo Max Mehmet Miguel Mikkel Minh Mohamed Moritz Nikhil
    Niklas Noah Oluwaseun Omar Oscar Otieno Pablo Paweł Piotr Rafael Rahul Rohan Samuel Sebastian Stefan Takumi
    Tariq Theo Tomás Viktor Wei Yusuf
";

const EITHER: &str = "
    Alex Andrea Charlie Eden Ezra Frankie Jo Juno Kim Kiran Lou Luca Marlo Micha Nico Nika Noa Quinn Robin Rowan
    Sam Sasha Toni Yael
";

const WORDS: &str = "
    amber atlas bicycle birch breeze cactus cinnamon cloud comet coral ember falcon fern fox ginger harbor hazel
    heron island jazz juniper kite lagoon lemon maple meadow mint moss nomad otter pepper pixel plum river robin
    sparrow tangerine tram violet willow
";

pub fn first_name(gender: &str, chance: &mut Chance) -> &'static str {
    match gender {
        "female" => word(WOMEN, chance),
        "male" => word(MEN, chance),
        _ => word(EITHER, chance),
    }
}

/// A username nobody in `taken` has; it is taken afterwards.
pub fn username(name: &str, taken: &mut HashSet<String>, chance: &mut Chance) -> String {
    let name = ascii(name);
    loop {
        let (word, number) = (word(WORDS, chance), 2 + chance.below(97));
        let username = match chance.below(4) {
            0 => format!("{name}_{word}"),
            1 => format!("{word}_{name}"),
            2 => format!("{name}_{word}{number}"),
            _ => format!("{name}{number}"),
        };
        if taken.insert(username.clone()) {
            return username;
        }
    }
}

/// One of the words of a list.
fn word(list: &'static str, chance: &mut Chance) -> &'static str {
    let chosen = chance.below(list.split_whitespace().count());
    list.split_whitespace().nth(chosen).unwrap_or_default()
}

/// Small ASCII letters that read like the name.
fn ascii(name: &str) -> String {
    let mut plain = String::with_capacity(name.len() + 2);
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' => plain.push(letter),
            'á' | 'ã' => plain.push('a'),
            'é' | 'ë' => plain.push('e'),
            'í' => plain.push('i'),
            'ö' => plain.push_str("oe"),
            'ş' | 'š' => plain.push('s'),
            'ł' => plain.push('l'),
            _ => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_every_name_has_a_plain_form() {
        for name in [WOMEN, MEN, EITHER].into_iter().flat_map(str::split_whitespace) {
            assert!(ascii(name).len() >= name.chars().count(), "{name} became {}", ascii(name));
        }
    }

    #[test]
    fn lists_hold_no_name_twice() {
        for list in [WOMEN, MEN, EITHER, WORDS] {
            let unique: HashSet<_> = list.split_whitespace().collect();
            assert_eq!(unique.len(), list.split_whitespace().count());
            assert!(unique.len() >= 24);
        }
    }
}
