using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// Reads a configuration: printable ASCII, lines <c>name = value</c>, empty lines and lines that start with #. Whatever is not a
    /// setting, is given twice, or is out of its range refuses the whole, with the line, the name and the range.
    /// </summary>
    public sealed class ConfigurationReader
    {
        private const int MostSettings = 40;
        private readonly string[] _seen = new string[MostSettings];
        private int _seenCount;
        private int _line;
        private string _name;
        private string _value;
        private string _reason;

        /// <summary>Why <see cref="TryRead"/> refused the text, or null: at most 96 printable ASCII characters.</summary>
        public string Reason
        {
            get { return _reason; }
        }

        /// <summary>Reads a text.</summary>
        /// <param name="bytes">Holds the text.</param>
        /// <param name="offset">Its first byte.</param>
        /// <param name="length">Its length, 1 to 1024 bytes.</param>
        /// <returns>The configuration; null when it is refused, for <see cref="Reason"/>.</returns>
        public NodeConfiguration TryRead(byte[] bytes, int offset, int length)
        {
            _seenCount = 0;
            _line = 0;
            _reason = null;
            if (length < 1 || length > WireLimits.ConfigurationBytes || offset < 0 || offset > bytes.Length - length)
            {
                _reason = "the configuration is not 1 to 1024 bytes";
                return null;
            }

            NodeConfiguration configuration = new NodeConfiguration();
            int start = offset;
            int end = offset + length;
            while (start < end && _reason == null)
            {
                int stop = start;
                while (stop < end && bytes[stop] != 10)
                {
                    stop++;
                }

                _line++;
                ReadLine(configuration, bytes, start, stop);
                start = stop + 1;
            }

            if (_reason == null)
            {
                _reason = Conflict(configuration);
            }

            if (_reason != null)
            {
                return null;
            }

            byte[] copy = new byte[length];
            System.Array.Copy(bytes, offset, copy, 0, length);
            configuration.Bytes = copy;
            return configuration;
        }

        private static string Conflict(NodeConfiguration c)
        {
            DecisionRule rule = c.Decision;
            return c.Device.Length == 0 ? "device: it is missing"
                : c.Broker.Length == 0 ? "broker: it is missing"
                : rule.AlarmScore < rule.WarningScore ? "alarm: it is below warning"
                : rule.Hysteresis >= rule.WarningScore ? "hysteresis: it is not below warning"
                : c.User == null && c.Password != null ? "password: there is no user"
                : null;
        }

        private void ReadLine(NodeConfiguration configuration, byte[] bytes, int start, int stop)
        {
            stop = TrimEnd(bytes, start, stop);
            start = TrimStart(bytes, start, stop);
            if (start == stop || bytes[start] == (byte)'#')
            {
                return;
            }

            int equals = start;
            while (equals < stop && bytes[equals] != (byte)'=')
            {
                equals++;
            }

            if (equals == stop)
            {
                Refuse("it is not name = value");
                return;
            }

            int valueStart = TrimStart(bytes, equals + 1, stop);
            _name = Text(bytes, start, TrimEnd(bytes, start, equals));
            _value = Text(bytes, valueStart, stop);
            if (_name == null || _value == null)
            {
                Refuse("it is not printable ASCII of at most 64 characters");
                return;
            }

            for (int i = 0; i < _seenCount; i++)
            {
                if (_seen[i] == _name)
                {
                    Refuse(_name + ": it is given twice");
                    return;
                }
            }

            if (_seenCount == MostSettings)
            {
                Refuse("too many settings");
                return;
            }

            _seen[_seenCount++] = _name;
            if (!SetPlace(configuration) && !SetDuty(configuration) && !SetDecision(configuration.Decision) && !SetMachine(configuration.Machine) && !SetBaseline(configuration))
            {
                Refuse("there is no setting " + _name);
            }
        }

        private bool SetPlace(NodeConfiguration c)
        {
            switch (_name)
            {
                case "device":
                    c.Device = _value;
                    if (!Topics.IsDevice(_value))
                    {
                        Refuse("device: 1 to 32 characters of a-z 0-9 -");
                    }

                    return true;
                case "broker":
                    c.Broker = _value;
                    return true;
                case "port":
                    c.Port = Integer(1, 65535);
                    return true;
                case "security":
                    c.Security = Choice("none", "server", "mutual");
                    return true;
                case "user":
                    c.User = _value;
                    return true;
                case "password":
                    c.Password = _value;
                    return true;
                case "sensor":
                    c.Sensor = Integer(0, 255);
                    return true;
                case "keep-alive":
                    c.KeepAliveSeconds = Integer(5, 3600);
                    return true;
                case "back-off":
                    c.BackOffSeconds = Integer(1, 3600);
                    return true;
                default:
                    return false;
            }
        }

        private bool SetDuty(NodeConfiguration c)
        {
            switch (_name)
            {
                case "period":
                    c.PeriodSeconds = Integer(0, 86400);
                    return true;
                case "windows-awake":
                    c.WindowsAwake = Integer(0, 10000);
                    return true;
                case "sleep":
                    c.SleepSeconds = Integer(1, 604800);
                    return true;
                case "linger":
                    c.LingerSeconds = Integer(1, 3600);
                    return true;
                case "health":
                    c.HealthSeconds = Integer(1, 86400);
                    return true;
                case "watchdog":
                    c.WatchdogSeconds = Integer(0, 3600);
                    if (c.WatchdogSeconds > 0 && c.WatchdogSeconds < 60)
                    {
                        Refuse("watchdog: 0, or 60 to 3600");
                    }

                    return true;
                case "capture":
                    c.Capture = Choice("off", "request", "alarm");
                    return true;
                default:
                    return false;
            }
        }

        private bool SetDecision(DecisionRule rule)
        {
            switch (_name)
            {
                case "smoothing":
                    rule.SmoothingShift = Integer(0, 8);
                    return true;
                case "warning":
                    rule.WarningScore = Integer(1, WireLimits.OneQ15);
                    return true;
                case "alarm":
                    rule.AlarmScore = Integer(1, WireLimits.OneQ15);
                    return true;
                case "hysteresis":
                    rule.Hysteresis = Integer(0, WireLimits.OneQ15);
                    return true;
                case "raise":
                    rule.RaiseWindows = Integer(1, 10000);
                    return true;
                case "lower":
                    rule.LowerWindows = Integer(1, 10000);
                    return true;
                case "stale":
                    rule.StaleWindows = Integer(1, 10000);
                    return true;
                default:
                    return false;
            }
        }

        private bool SetMachine(MachineOptions machine)
        {
            switch (_name)
            {
                case "bpfo":
                    machine.BpfoQ16 = Order();
                    return true;
                case "bpfi":
                    machine.BpfiQ16 = Order();
                    return true;
                case "bsf":
                    machine.BsfQ16 = Order();
                    return true;
                case "ftf":
                    machine.FtfQ16 = Order();
                    return true;
                case "rpm":
                    machine.ShaftSpeedMilliHz = (int)((long)Integer(1, 60000) * 1000 / 60);
                    return true;
                default:
                    return false;
            }
        }

        private bool SetBaseline(NodeConfiguration c)
        {
            switch (_name)
            {
                case "baseline":
                    c.BaselineWindows = Integer(0, 1000000);
                    if (c.BaselineWindows == 1)
                    {
                        Refuse("baseline: 0, or 2 to 1000000");
                    }

                    return true;
                case "baseline-floor":
                    c.BaselineFloor = Integer(1, 32767);
                    return true;
                case "baseline-scale":
                    c.BaselineScale = Integer(1, 4096);
                    return true;
                case "baseline-weighs":
                    c.BaselineWeighs = Choice("no", "yes", null) == 1;
                    return true;
                default:
                    return false;
            }
        }

        private int Integer(int min, int max)
        {
            long value = 0;
            bool whole = _value.Length > 0 && _value.Length <= 9;
            for (int i = 0; i < _value.Length && whole; i++)
            {
                char c = _value[i];
                whole = c >= '0' && c <= '9';
                value = value * 10 + (c - '0');
            }

            if (!whole || value < min || value > max)
            {
                Refuse(_name + ": " + min.ToString() + " to " + max.ToString());
                return min;
            }

            return (int)value;
        }

        // A decimal number with at most four places, in Q16: round(value * 65536).
        private int Order()
        {
            long value = 0;
            int places = -1;
            bool whole = _value.Length > 0 && _value.Length <= 8;
            for (int i = 0; i < _value.Length && whole; i++)
            {
                char c = _value[i];
                if (c == '.' && places < 0)
                {
                    places = 0;
                    continue;
                }

                whole = c >= '0' && c <= '9' && places < 4;
                value = value * 10 + (c - '0');
                places = places < 0 ? -1 : places + 1;
            }

            for (int i = places < 0 ? 0 : places; i < 4; i++)
            {
                value *= 10;
            }

            if (!whole || value < 100 || value > 640000)
            {
                Refuse(_name + ": 0.01 to 64, at most four places");
                return 0;
            }

            return (int)((value * 65536 + 5000) / 10000);
        }

        private int Choice(string first, string second, string third)
        {
            if (_value == first)
            {
                return 0;
            }

            if (_value == second)
            {
                return 1;
            }

            if (third != null && _value == third)
            {
                return 2;
            }

            Refuse(_name + ": " + first + (third == null ? " or " + second : ", " + second + " or " + third));
            return 0;
        }

        private void Refuse(string why)
        {
            if (_reason == null)
            {
                string text = "line " + _line.ToString() + ": " + why;
                _reason = text.Length <= WireLimits.ReasonLength ? text : text.Substring(0, WireLimits.ReasonLength);
            }
        }

        private static int TrimStart(byte[] bytes, int start, int stop)
        {
            while (start < stop && IsBlank(bytes[start]))
            {
                start++;
            }

            return start;
        }

        private static int TrimEnd(byte[] bytes, int start, int stop)
        {
            while (stop > start && IsBlank(bytes[stop - 1]))
            {
                stop--;
            }

            return stop;
        }

        private static bool IsBlank(byte b)
        {
            return b == 32 || b == 9 || b == 13;
        }

        private static string Text(byte[] bytes, int start, int stop)
        {
            int count = stop - start;
            if (count < 1 || count > 64)
            {
                return null;
            }

            char[] characters = new char[count];
            for (int i = 0; i < count; i++)
            {
                byte b = bytes[start + i];
                if (b < 32 || b > 126)
                {
                    return null;
                }

                characters[i] = (char)b;
            }

            return new string(characters);
        }
    }
}
