/** The public half of the test card's key, base64url (card-keys.ts). Apart from it, because what keeps the key out of trust lists needs no more. */
export const CARD_KEY_X = "WbrT8AC8QvcTwTJW-3g9cvjhUVLrPJqJEgsfIi-KOxU";
