extension SettingExplanation {
  /// What is dropped when memory is short, or to be hard on attackers.
  static let defense: [SettingExplanation?] = [
    SettingExplanation(
      "drop_entry", initial: "0", values: "0 to 3",
      "half-open connections are thrown away",
      effect: """
        3: each second a part of the table is gone through, and connections that are not established \
        or hardly used are thrown away; so are templates that never had a connection (since 4.19). 1 \
        and 2: the same while memory is short (see amemthresh). 0: never.
        """,
      cost: "Clients that are slow to connect, or idle, lose their connections."),
    SettingExplanation(
      "drop_packet", initial: "0", values: "0 to 3",
      "a part of new connections' packets is dropped",
      effect: """
        3: one of am_droprate packets that would begin a connection is dropped. 1 and 2: as many as \
        memory is short of. 0: none.
        """,
      cost: "Clients wait for their second try."),
    SettingExplanation(
      "secure_tcp", initial: "0", values: "0 to 3",
      "TCP states change as is hard on attackers",
      effect: """
        3: a connection counts as established only when the server has answered. 1 and 2: the same \
        while memory is short. 0: the client's ACK is enough.
        """),
    SettingExplanation(
      "am_droprate", initial: "10", values: "a number",
      "one of how many packets drop_packet=3 drops",
      effect: "10 drops every tenth packet that would begin a connection."),
    SettingExplanation(
      "amemthresh", initial: "1024", values: "a number of pages",
      "how little free memory is short",
      effect: "With less free memory than this, defences with the values 1 and 2 begin."),
  ]
}
