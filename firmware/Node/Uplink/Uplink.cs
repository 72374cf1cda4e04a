using System;
using System.IO;
using System.Threading;
using AIoT.Embedded.Wire;
using nanoFramework.M2Mqtt;
using nanoFramework.M2Mqtt.Messages;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// Brings the stored readings to the gateway, in order and with at most 64 unacknowledged on the way (wire contract, sequence and cursor
    /// rules), on a thread of its own. Every wait is bounded; whatever fails is counted and tried again.
    /// </summary>
    public sealed class Uplink : IReplies
    {
        private const int LongestWaitMilliseconds = 1000;
        private const int MostUnconfirmed = 2 * WireLimits.Unacknowledged;
        private const int QuietUnconfirmed = 2;
        private readonly UplinkOptions _options;
        private readonly IMqttClient _client;
        private readonly RingStore _store;
        private readonly NodeClock _clock;
        private readonly IBoard _board;
        private readonly BackOff _backOff;
        private readonly CursorInbox _inbox = new CursorInbox();
        private readonly CommandDispatcher _commands;
        private readonly MessagePool _pool = new MessagePool();
        private readonly AutoResetEvent _wake = new AutoResetEvent(false);
        private readonly byte[] _buffer = new byte[WireLimits.ReadingBytes];
        private readonly byte[] _cursorBytes = new byte[WireLimits.CursorBytes];
        private readonly Cursor _cursor = new Cursor();
        private readonly Health _health = new Health();
        private readonly string[] _topics = new string[TopicKind.Last + 1];
        private readonly string[] _subscription;
        private readonly MqttQoSLevel[] _subscriptionLevel = { MqttQoSLevel.AtLeastOnce };
        private Thread _thread;
        private bool _stopping;
        private bool _connected;
        private bool _subscribed;
        private bool _unsettled;
        private bool _fresh;
        private long _subscribeDeadline;
        private long _nextAttempt;
        private long _nextHealth;
        private long _confirmed;
        private int _unconfirmed;
        private long _resendAt;
        private long _sent;
        private long _highestSent;
        private readonly long _producedBefore;
        private long _resent;
        private int _connections;
        private int _failures;
        private string _lastFailure;
        private int _badMessages;

        /// <summary>An uplink that is not started.</summary>
        /// <param name="options">Name, times and so on.</param>
        /// <param name="client">The MQTT client, not connected; the uplink's alone.</param>
        /// <param name="store">Where the readings are.</param>
        /// <param name="clock">Set by the gateway's cursors.</param>
        /// <param name="board">Uptime and random bits.</param>
        /// <exception cref="ArgumentException">The device's name is not valid.</exception>
        public Uplink(UplinkOptions options, IMqttClient client, RingStore store, NodeClock clock, IBoard board)
        {
            if (!Topics.IsDevice(options.Device))
            {
                throw new ArgumentException("a device's name has 1 to 32 characters of a-z 0-9 -");
            }

            _options = options;
            _client = client;
            _store = store;
            _clock = clock;
            _board = board;
            _backOff = new BackOff(board, options.FirstBackOffMilliseconds, options.LongestBackOffMilliseconds);
            _producedBefore = store.Produced;
            _commands = new CommandDispatcher(store);
            for (int kind = TopicKind.Reading; kind <= TopicKind.Last; kind++)
            {
                _topics[kind] = Topics.Of(options.Device, kind);
            }

            _subscription = new string[] { Topics.AllDown(options.Device) };
            _health.Firmware = options.Firmware;
            _client.MqttMsgPublishReceived += OnMessage;
            _client.MqttMsgSubscribed += OnSubscribed;
            _client.MqttMsgPublished += OnPublished;
            _client.ConnectionClosed += OnClosed;
        }

        /// <summary>Commands to the board: add handlers before <see cref="Start"/>.</summary>
        public CommandDispatcher Commands
        {
            get { return _commands; }
        }

        /// <inheritdoc/>
        public byte[] Buffer
        {
            get { return _buffer; }
        }

        /// <inheritdoc/>
        public bool IsQuiet
        {
            get { return _connected && _sent >= _store.Produced && _unconfirmed < QuietUnconfirmed; }
        }

        /// <summary>Readings sent more than once since boot.</summary>
        public long Resent
        {
            get { return _resent; }
        }

        /// <summary>Connections after the first since boot.</summary>
        public int Reconnects
        {
            get { return _connections > 1 ? _connections - 1 : 0; }
        }

        /// <summary>True while the broker listens.</summary>
        public bool IsConnected
        {
            get { return _connected; }
        }

        /// <summary>Messages refused since boot: not of the contract, of a foreign epoch, or acknowledging what was never sent.</summary>
        public int BadMessages
        {
            get { return _badMessages; }
        }

        /// <summary>Connections and messages that failed since boot.</summary>
        public int Failures
        {
            get { return _failures; }
        }

        /// <summary>Why the last connection could not be made, in the MQTT client's words; null: none has failed with words.</summary>
        public string LastFailure
        {
            get { return _lastFailure; }
        }

        /// <summary>Windows that the sensor failed to give, for the health message.</summary>
        public int SensorFaults { get; set; }

        /// <summary>Windows with a gap, for the health message.</summary>
        public int Gaps { get; set; }

        /// <summary>The board's models, for the health message; null: it takes none.</summary>
        public ModelSlots Models { get; set; }

        /// <summary>Alarms whose window was not kept, for the health message.</summary>
        public int CapturesMissed { get; set; }

        /// <summary>Configurations, for the health message; null: none.</summary>
        public ConfigurationStore Configurations { get; set; }

        /// <summary>Hears every time round that this thread is alive; null: nobody.</summary>
        public Watchdog Watchdog { get; set; }

        /// <summary>Starts the uplink's thread.</summary>
        public void Start()
        {
            _stopping = false;
            _thread = new Thread(Run);
            _thread.Start();
        }

        /// <summary>Says that there is something new to send.</summary>
        public void Wake()
        {
            _wake.Set();
        }

        /// <summary>Ends the thread and the connection; waits at most <paramref name="milliseconds"/>.</summary>
        /// <returns>False when the thread has not ended in time.</returns>
        public bool Stop(int milliseconds)
        {
            _stopping = true;
            _wake.Set();
            return _thread == null || _thread.Join(milliseconds);
        }

        private void Run()
        {
            while (!_stopping)
            {
                int wait = LongestWaitMilliseconds;
                if (Watchdog != null)
                {
                    Watchdog.Feed(Node.Watchdog.Talking);
                }

                try
                {
                    wait = Step();
                }
                catch (Exception)
                {
                    // Whatever a network stack or a file system throws at us: count it, drop the connection, go on.
                    _failures++;
                    Drop();
                }

                if (wait > 0)
                {
                    _wake.WaitOne(wait, false);
                }
            }

            if (_connected)
            {
                Farewell();
            }
        }

        /// <inheritdoc/>
        public bool TryPublish(int kind, byte[] buffer, int length)
        {
            return length > 0 && length <= WireLimits.ReplyBytes && !Topics.IsDown(kind) && _unconfirmed < MostUnconfirmed && Publish(kind, buffer, length);
        }

        /// <summary>Does what is due. Called by the uplink's thread, and by tests.</summary>
        /// <returns>The longest wait in milliseconds until something is due again, unless woken.</returns>
        public int Step()
        {
            long now = _board.UptimeMilliseconds;
            if (_connected && !_client.IsConnected)
            {
                Drop();
            }

            if (!_connected)
            {
                if (now < _nextAttempt)
                {
                    return Until(_nextAttempt, now);
                }

                Connect(now);
                return _connected ? 0 : Until(_nextAttempt, _board.UptimeMilliseconds);
            }

            if (!_subscribed)
            {
                if (now < _subscribeDeadline)
                {
                    return Until(_subscribeDeadline, now);
                }

                _failures++;
                Drop();
                return 0;
            }

            TakeCursors(now);
            _commands.Run(this);
            if (_unconfirmed >= MostUnconfirmed)
            {
                // The broker takes messages and confirms none: what waits in the client must not grow.
                long patience = _confirmed + _options.ConfirmTimeoutMilliseconds;
                if (now < patience)
                {
                    return Until(patience, now);
                }

                _failures++;
                Drop();
                return 0;
            }

            SendReadings(now);
            SendHealth(now);
            _store.Prepare();
            long due = _nextHealth;
            if (_sent > _store.Acked && _resendAt < due)
            {
                due = _resendAt;
            }

            bool fresh = _fresh;
            _fresh = false;
            int wait = _commands.Poll(now, fresh, this, LongestWaitMilliseconds);
            return wait == 0 ? 0 : Until(due < now + wait ? due : now + wait, now);
        }

        private static int Until(long due, long now)
        {
            long wait = due - now;
            return wait < 1 ? 1 : wait > LongestWaitMilliseconds ? LongestWaitMilliseconds : (int)wait;
        }

        private void Connect(long now)
        {
            _nextAttempt = now + _backOff.Next();
            _subscribed = false;
            MqttReasonCode code;
            try
            {
                code = _client.Connect(
                    _options.Device, _options.Username, _options.Password, false, MqttQoSLevel.AtMostOnce, false, null, null, true, (ushort)_options.KeepAliveSeconds);
            }
            catch (Exception e)
            {
                // No network or no broker: the usual weather. Or a certificate that is not right: the words are all that tells.
                code = MqttReasonCode.ServerUnavailable;
                _lastFailure = e.Message;
            }

            // A slow failure must not be followed by an attempt at once.
            long after = _board.UptimeMilliseconds;
            if (code != MqttReasonCode.Success)
            {
                _failures++;
                _nextAttempt += after - now;
                return;
            }

            _connections++;
            _connected = true;
            _unconfirmed = 0;
            _confirmed = after;
            _unsettled = true;
            _fresh = true;
            _pool.Clear();
            _subscribeDeadline = after + _options.SubscribeTimeoutMilliseconds;
            _client.Subscribe(_subscription, _subscriptionLevel);
        }

        private void Drop()
        {
            if (_connected)
            {
                _nextAttempt = _board.UptimeMilliseconds + _backOff.Next();
            }

            _connected = false;
            _subscribed = false;
            try
            {
                _client.Close();
            }
            catch (Exception)
            {
                _failures++;
            }
        }

        private void Farewell()
        {
            try
            {
                _client.Disconnect();
            }
            catch (Exception)
            {
                _failures++;
            }

            _connected = false;
        }

        private void TakeCursors(long now)
        {
            int length = _inbox.Take(_cursorBytes);
            while (length >= 0)
            {
                int result = _cursor.TryDecode(_cursorBytes, 0, length) ? Acknowledge() : CursorResult.Ahead;
                if (result == CursorResult.Moved || result == CursorResult.Old)
                {
                    // An old cursor is no news: it must not put off sending again for ever.
                    if (result == CursorResult.Moved)
                    {
                        _resendAt = now + _options.ResendMilliseconds;
                        _backOff.Reset();
                    }

                    if (!_clock.Set(_cursor.Time))
                    {
                        _badMessages++;
                    }
                }
                else
                {
                    _badMessages++;
                }

                length = _inbox.Take(_cursorBytes);
            }
        }

        // What neither this life has sent nor an earlier one can have sent, nobody can have committed.
        private int Acknowledge()
        {
            bool sent = _cursor.Seq <= _highestSent || _cursor.Seq <= _producedBefore;
            return sent || _cursor.Epoch != _store.Epoch ? _store.Acknowledge(_cursor.Epoch, _cursor.Seq) : CursorResult.Ahead;
        }

        private void SendReadings(long now)
        {
            long acked = _store.Acked;
            if (_unsettled || (_sent > acked && now >= _resendAt))
            {
                // A new connection, or silence: from the oldest that is held.
                _unsettled = false;
                _sent = acked;
            }

            if (_sent < acked)
            {
                _sent = acked;
            }

            long last = _store.Produced;
            if (last > acked + WireLimits.Unacknowledged)
            {
                last = acked + WireLimits.Unacknowledged;
            }

            while (_sent < last && !_stopping && _unconfirmed < MostUnconfirmed)
            {
                long seq = _sent + 1;
                if (!Publish(TopicKind.Reading, _buffer, Load(seq)))
                {
                    return;
                }

                if (_sent == acked)
                {
                    _resendAt = now + _options.ResendMilliseconds;
                }

                _sent = seq;
                if (seq > _highestSent)
                {
                    _highestSent = seq;
                }
                else
                {
                    _resent++;
                }
            }
        }

        // A reading whose record the flash has spoilt is sent as an empty one with its number, so that the numbers stay without gaps.
        private int Load(long seq)
        {
            int length = 0;
            try
            {
                length = _store.Read(seq, _buffer, 0);
            }
            catch (IOException)
            {
                _failures++;
            }

            if (length != 0)
            {
                return length;
            }

            Reading lost = new Reading();
            lost.Epoch = _store.Epoch;
            lost.Seq = seq;
            lost.Boot = _store.Boot;
            lost.Flags = ReadingFlags.LostOnFlash;
            lost.Rate = 1;
            return lost.Encode(_buffer, 0);
        }

        private void SendHealth(long now)
        {
            if (now < _nextHealth)
            {
                return;
            }

            _nextHealth = now + _options.HealthMilliseconds;
            _health.Epoch = _store.Epoch;
            _health.Boot = _store.Boot;
            _health.Uptime = now;
            _health.Produced = _store.Produced;
            _health.Acked = _store.Acked;
            _health.Refused = _store.Refused;
            _health.Errors = (long)_failures + _badMessages + SensorFaults + _store.Failures;
            Count(_health.Counters);
            _health.CounterCount = HealthCounter.Count;
            _health.Free = _board.FreeBytes;
            Publish(TopicKind.Health, _buffer, _health.Encode(_buffer, 0));
        }

        private void Count(int[] counters)
        {
            counters[HealthCounter.BadCursors] = _badMessages;
            counters[HealthCounter.LinkFailures] = _failures;
            counters[HealthCounter.SensorFaults] = SensorFaults;
            counters[HealthCounter.StoreFailures] = _store.Failures;
            counters[HealthCounter.Reconnects] = Reconnects;
            counters[HealthCounter.Resent] = _resent > int.MaxValue ? int.MaxValue : (int)_resent;
            counters[HealthCounter.Gaps] = Gaps;
            counters[HealthCounter.CommandsDone] = _commands.CountOf(CommandResult.Done);
            counters[HealthCounter.CommandsMalformed] = _commands.CountOf(CommandResult.Malformed);
            counters[HealthCounter.CommandsTooLong] = _commands.CountOf(CommandResult.TooLong);
            counters[HealthCounter.CommandsUnsupported] = _commands.CountOf(CommandResult.Unsupported);
            counters[HealthCounter.CommandsRefused] = _commands.CountOf(CommandResult.Refused);
            counters[HealthCounter.CommandsBusy] = _commands.CountOf(CommandResult.Busy);
            counters[HealthCounter.CapturesMissed] = CapturesMissed;
            counters[HealthCounter.HandlerFailures] = _commands.Failures;
            counters[HealthCounter.ModelsRefused] = Models == null ? 0 : Models.Refusals;
            counters[HealthCounter.ModelFallbacks] = Models == null ? 0 : Models.Fallbacks;
            counters[HealthCounter.ConfigurationsRefused] = Configurations == null ? 0 : Configurations.Refused;
        }

        // The client keeps the array until the broker confirms the message, so each message has its own: padded to few lengths, from a pool.
        private bool Publish(int kind, byte[] buffer, int length)
        {
            if (!_client.IsConnected)
            {
                return false;
            }

            int max = kind == TopicKind.Health ? WireLimits.HealthBytes : WireLimits.ReplyBytes;
            byte[] message = _pool.Take(Padding.LengthOf(buffer, length, max));
            Array.Copy(buffer, 0, message, 0, length);
            Padding.Fill(message, length);
            if (_unconfirmed == 0)
            {
                _confirmed = _board.UptimeMilliseconds;
            }

            Interlocked.Increment(ref _unconfirmed);
            int id = 0;
            try
            {
                id = _client.Publish(_topics[kind], message, null, null, MqttQoSLevel.AtLeastOnce, false);
            }
            finally
            {
                _pool.Sent(message, id);
            }

            return id != 0;
        }

        private void OnPublished(object sender, MqttMsgPublishedEventArgs e)
        {
            _pool.Confirmed(e.MessageId);
            if (Interlocked.Decrement(ref _unconfirmed) < 0)
            {
                // The echo of an earlier connection.
                _unconfirmed = 0;
            }

            _confirmed = _board.UptimeMilliseconds;
            if (_unconfirmed == MostUnconfirmed - 1)
            {
                _wake.Set();
            }
        }

        private void OnMessage(object sender, MqttMsgPublishEventArgs e)
        {
            int kind = TopicKind.Acknowledgement;
            while (kind <= TopicKind.ModelChunk && e.Topic != _topics[kind])
            {
                kind++;
            }

            if (kind > TopicKind.ModelChunk)
            {
                return;
            }

            if (kind != TopicKind.Acknowledgement)
            {
                _commands.Put(kind, e.Message);
            }
            else if (!_inbox.Put(e.Message))
            {
                _badMessages++;
            }

            _wake.Set();
        }

        private void OnSubscribed(object sender, MqttMsgSubscribedEventArgs e)
        {
            _subscribed = e.GrantedQoSLevels.Length == 0 || e.GrantedQoSLevels[0] != MqttQoSLevel.GrantedFailure;
            _wake.Set();
        }

        private void OnClosed(object sender, EventArgs e)
        {
            _wake.Set();
        }
    }
}
