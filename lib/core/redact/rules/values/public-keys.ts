/** Public keys and digests say what they are in their first characters; they may be seen. */
export const PUBLIC_KEY =
  /^(?:MFkwEwYHKoZI|MHYwEAYHKoZI|MIGbMBAGByqG|MII[BC]I?jANBgkq|MIGfMA0GCSqG|MCowBQYDK2V|AAAA[BCE]3NzaC1|ecdsa-sha2|ssh-|sha\d+[=:-]|h1:)/;
