namespace AIoT.Embedded.Node
{
    /// <summary>
    /// What a board is told about its place: a text of lines <c>name = value</c> (docs/node.md), read by <see cref="ConfigurationReader"/>,
    /// which keeps every value within its range. The defaults suit a board on a bench.
    /// </summary>
    public sealed class NodeConfiguration
    {
        /// <summary>The text that this was read from, byte by byte: what evidence measures. Empty: defaults.</summary>
        public byte[] Bytes { get; internal set; } = new byte[0];

        /// <summary>The board's name: 1 to 32 characters of <c>a-z 0-9 -</c>.</summary>
        public string Device { get; set; } = "";

        /// <summary>The broker's name or address, at most 64 characters.</summary>
        public string Broker { get; set; } = "";

        /// <summary>The broker's port.</summary>
        public int Port { get; set; } = 1883;

        /// <summary>How the connection is secured (<see cref="LinkSecurity"/>).</summary>
        public int Security { get; set; } = LinkSecurity.None;

        /// <summary>The user at the broker, at most 64 characters; null: none.</summary>
        public string User { get; set; }

        /// <summary>The password at the broker, at most 64 characters; null: none.</summary>
        public string Password { get; set; }

        /// <summary>Index of the sensor on its machine, 0 to 255.</summary>
        public int Sensor { get; set; }

        /// <summary>A reading sums up so many seconds, 1 to 86,400; 0: a reading for every window.</summary>
        public int PeriodSeconds { get; set; }

        /// <summary>Windows that the board measures before it sleeps, 1 to 10,000; 0: it never sleeps.</summary>
        public int WindowsAwake { get; set; }

        /// <summary>Seconds of a sleep, 1 to 604,800.</summary>
        public int SleepSeconds { get; set; } = 600;

        /// <summary>The longest that the board stays awake for the gateway's acknowledgement before it sleeps, in seconds, 1 to 3600.</summary>
        public int LingerSeconds { get; set; } = 30;

        /// <summary>How scores become a decision.</summary>
        public DecisionRule Decision { get; } = new DecisionRule();

        /// <summary>What is known of the machine.</summary>
        public MachineOptions Machine { get; } = new MachineOptions();

        /// <summary>Seconds between two health messages, 1 to 86,400.</summary>
        public int HealthSeconds { get; set; } = 10;

        /// <summary>When raw samples are kept (<see cref="CaptureMode"/>).</summary>
        public int Capture { get; set; } = CaptureMode.Alarm;

        /// <summary>Windows that a baseline is learnt from at the first start, 2 to 1,000,000; 0: only when a gateway asks, then from 600.</summary>
        public int BaselineWindows { get; set; }

        /// <summary>The least standard deviation of a baseline's feature, in feature units, 1 to 32,767.</summary>
        public int BaselineFloor { get; set; } = 16;

        /// <summary>The mean squared deviation, in standard deviations, at which a window is as new as can be, 1 to 4096.</summary>
        public int BaselineScale { get; set; } = 16;

        /// <summary>True: a learnt baseline weighs the model's scores; false: its novelty is only told.</summary>
        public bool BaselineWeighs { get; set; } = true;

        /// <summary>Seconds between signs of life to the broker, 5 to 3600.</summary>
        public int KeepAliveSeconds { get; set; } = 30;

        /// <summary>The longest wait before connecting again in seconds, 1 to 3600.</summary>
        public int BackOffSeconds { get; set; } = 60;

        /// <summary>The board restarts when a part of the application has been still for so many seconds, 60 to 3600; 0: never.</summary>
        public int WatchdogSeconds { get; set; } = 180;
    }
}
