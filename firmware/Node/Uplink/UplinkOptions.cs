namespace AIoT.Embedded.Node
{
    /// <summary>How a board talks to its gateway; the defaults suit a real board.</summary>
    public sealed class UplinkOptions
    {
        /// <summary>The board's name: 1 to 32 characters of <c>a-z 0-9 -</c>.</summary>
        public string Device { get; set; } = "";

        /// <summary>The firmware's version, at most 32 printable ASCII characters.</summary>
        public string Firmware { get; set; } = "0.1.0";

        /// <summary>The user at the broker, or null.</summary>
        public string Username { get; set; }

        /// <summary>The password at the broker, or null.</summary>
        public string Password { get; set; }

        /// <summary>Seconds between signs of life to the broker.</summary>
        public int KeepAliveSeconds { get; set; } = 30;

        /// <summary>The first wait before connecting again; it doubles up to <see cref="LongestBackOffMilliseconds"/>. Half of each wait is random.</summary>
        public int FirstBackOffMilliseconds { get; set; } = 1000;

        /// <summary>The longest wait before connecting again.</summary>
        public int LongestBackOffMilliseconds { get; set; } = 60000;

        /// <summary>How long the broker may take to answer the subscription.</summary>
        public int SubscribeTimeoutMilliseconds { get; set; } = 10000;

        /// <summary>How long the broker may take to confirm anything while 128 messages wait for it.</summary>
        public int ConfirmTimeoutMilliseconds { get; set; } = 30000;

        /// <summary>How long the gateway may take to acknowledge before the oldest readings are sent again (wire contract: 3 s).</summary>
        public int ResendMilliseconds { get; set; } = 3000;

        /// <summary>The time between two health messages.</summary>
        public int HealthMilliseconds { get; set; } = 10000;
    }
}
