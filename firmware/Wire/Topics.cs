namespace AIoT.Embedded.Wire
{
    /// <summary>The topics of the wire contract: made once at start, taken apart at the gateway.</summary>
    public static class Topics
    {
        /// <summary>The filter of all boards' readings.</summary>
        public const string AllReadings = "aiot/v1/up/+/reading";

        /// <summary>The filter of all boards' health messages.</summary>
        public const string AllHealth = "aiot/v1/up/+/health";

        /// <summary>The filter of all boards' answers to commands.</summary>
        public const string AllAnswers = "aiot/v1/up/+/answer";

        /// <summary>The filter of all boards' raw captures.</summary>
        public const string AllCaptures = "aiot/v1/up/+/capture";

        /// <summary>The filter of all boards' evidence.</summary>
        public const string AllEvidence = "aiot/v1/up/+/evidence";

        /// <summary>The filter of what all boards say of their model slots.</summary>
        public const string AllModelReports = "aiot/v1/up/+/model";

        /// <summary>The longest device name in characters.</summary>
        public const int DeviceLength = 32;

        private const string Up = "aiot/v1/up/";
        private const string Down = "aiot/v1/down/";

        /// <summary>Where a board publishes its readings.</summary>
        public static string Reading(string device)
        {
            return Of(device, TopicKind.Reading);
        }

        /// <summary>Where a board publishes its health.</summary>
        public static string Health(string device)
        {
            return Of(device, TopicKind.Health);
        }

        /// <summary>Where a board hears the gateway's cursor.</summary>
        public static string Acknowledgement(string device)
        {
            return Of(device, TopicKind.Acknowledgement);
        }

        /// <summary>The topic of a kind (<see cref="TopicKind"/>) and a device; null for no kind.</summary>
        public static string Of(string device, int kind)
        {
            string word = WordOf(kind);
            return word == null ? null : (IsDown(kind) ? Down : Up) + device + "/" + word;
        }

        /// <summary>The filter of all that a board hears: cursors and commands.</summary>
        public static string AllDown(string device)
        {
            return Down + device + "/+";
        }

        /// <summary>True for what a gateway says to a board: cursors and commands.</summary>
        public static bool IsDown(int kind)
        {
            return kind >= TopicKind.Acknowledgement && kind <= TopicKind.ModelChunk;
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
            device = null;
            bool down = StartsWith(topic, Down);
            if (!down && !StartsWith(topic, Up))
            {
                return TopicKind.None;
            }

            int start = down ? Down.Length : Up.Length;
            int slash = start;
            while (slash < topic.Length && slash - start <= DeviceLength && topic[slash] != '/')
            {
                slash++;
            }

            if (slash >= topic.Length || topic[slash] != '/')
            {
                return TopicKind.None;
            }

            string name = topic.Substring(start, slash - start);
            string word = topic.Substring(slash + 1);
            if (!IsDevice(name))
            {
                return TopicKind.None;
            }

            for (int kind = TopicKind.Reading; kind <= TopicKind.Last; kind++)
            {
                if (IsDown(kind) == down && WordOf(kind) == word)
                {
                    device = name;
                    return kind;
                }
            }

            return TopicKind.None;
        }

        private static string WordOf(int kind)
        {
            switch (kind)
            {
                case TopicKind.Reading:
                    return "reading";
                case TopicKind.Health:
                    return "health";
                case TopicKind.Acknowledgement:
                    return "ack";
                case TopicKind.Capture:
                case TopicKind.CaptureChunk:
                    return "capture";
                case TopicKind.Baseline:
                    return "baseline";
                case TopicKind.Configuration:
                    return "config";
                case TopicKind.Challenge:
                    return "challenge";
                case TopicKind.ModelOffer:
                case TopicKind.ModelReport:
                    return "model";
                case TopicKind.ModelChunk:
                    return "chunk";
                case TopicKind.Answer:
                    return "answer";
                case TopicKind.Evidence:
                    return "evidence";
                default:
                    return null;
            }
        }

        private static bool StartsWith(string text, string start)
        {
            return text.Length > start.Length && text.Substring(0, start.Length) == start;
        }
    }
}
