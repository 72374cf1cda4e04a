namespace AIoT.Embedded.Wire
{
    /// <summary>The topics of the wire contract: made once at start, taken apart at the gateway.</summary>
    public static class Topics
    {
        /// <summary>The filter of all boards' readings.</summary>
        public const string AllReadings = "aiot/v1/up/+/reading";

        /// <summary>The filter of all boards' health messages.</summary>
        public const string AllHealth = "aiot/v1/up/+/health";

        /// <summary>The longest device name in characters.</summary>
        public const int DeviceLength = 32;

        private const string Up = "aiot/v1/up/";
        private const string Down = "aiot/v1/down/";
        private const string ReadingEnd = "/reading";
        private const string HealthEnd = "/health";
        private const string AcknowledgementEnd = "/ack";

        /// <summary>Where a board publishes its readings.</summary>
        public static string Reading(string device)
        {
            return Up + device + ReadingEnd;
        }

        /// <summary>Where a board publishes its health.</summary>
        public static string Health(string device)
        {
            return Up + device + HealthEnd;
        }

        /// <summary>Where a board hears the gateway's cursor.</summary>
        public static string Acknowledgement(string device)
        {
            return Down + device + AcknowledgementEnd;
        }

        /// <summary>True for 1 to 32 characters of <c>a-z 0-9 -</c>.</summary>
        public static bool IsDevice(string name)
        {
            if (name == null || name.Length == 0 || name.Length > DeviceLength)
            {
                return false;
            }

            for (int i = 0; i < name.Length; i++)
            {
                char c = name[i];
                if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>Takes a topic apart.</summary>
        /// <param name="topic">Any topic.</param>
        /// <param name="device">The board's name; null when the topic is none of the contract.</param>
        /// <returns>What the topic carries, as a <see cref="TopicKind"/>.</returns>
        public static int Parse(string topic, out string device)
        {
            device = Between(topic, Up, ReadingEnd);
            if (device != null)
            {
                return TopicKind.Reading;
            }

            device = Between(topic, Up, HealthEnd);
            if (device != null)
            {
                return TopicKind.Health;
            }

            device = Between(topic, Down, AcknowledgementEnd);
            return device != null ? TopicKind.Acknowledgement : TopicKind.None;
        }

        private static string Between(string topic, string start, string end)
        {
            int length = topic.Length - start.Length - end.Length;
            if (length < 1 || length > DeviceLength || topic.Substring(0, start.Length) != start || topic.Substring(start.Length + length) != end)
            {
                return null;
            }

            string device = topic.Substring(start.Length, length);
            return IsDevice(device) ? device : null;
        }
    }
}
