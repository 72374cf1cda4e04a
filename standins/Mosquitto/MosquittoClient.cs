using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AIoT.Embedded.Mosquitto;

/// <summary>
/// An MQTT 3.1.1 client over libmosquitto. One thread of its own does all the network work and raises all events;
/// handlers must be quick; what they throw goes to <see cref="HandlerFailed"/>. The other members may be called from any thread, handlers included.
/// </summary>
/// <remarks>
/// Delivery is what MQTT gives, no more: the library acknowledges a QoS 1 message before <see cref="MessageReceived"/>
/// is raised. What must not be lost needs an acknowledgement of its own (wire contract).
/// </remarks>
public sealed unsafe class MosquittoClient : IDisposable
{
    private const int TcpNoDelay = 11;
    private const int LogError = 8;
    private const int LoopMilliseconds = 500;
    private const int LingerMilliseconds = 1500;

    private readonly MosquittoOptions _options;
    private readonly MosquittoHandle _handle;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _stop = new(false);
    private readonly Lock _gate = new();
    private bool _started;
    private volatile bool _connected;
    private volatile bool _abort;
    private volatile int _answer;
    private volatile string _complaint = "";

    /// <summary>Prepares a client; nothing is sent before <see cref="Start"/>.</summary>
    /// <exception cref="MosquittoException">libmosquitto is missing, or an option is not valid.</exception>
    public MosquittoClient(MosquittoOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _handle = MosquittoHandle.Create(options.ClientId, options.CleanSession, this);
        try
        {
            Configure();
        }
        catch
        {
            _handle.Dispose();
            throw;
        }

        _thread = new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = $"mqtt {options.ClientId}" };
    }

    /// <summary>The broker has accepted the connection: the place to subscribe. The argument says whether it kept the session.</summary>
    public event Action<bool>? Connected;

    /// <summary>The connection, or an attempt at it, has ended. The argument says why, in words; empty when asked for.</summary>
    public event Action<string>? Disconnected;

    /// <summary>A message has come.</summary>
    public event Action<MosquittoMessage>? MessageReceived;

    /// <summary>The message of that id has been handed over: sent (QoS 0) or acknowledged by the broker (QoS 1 and 2).</summary>
    public event Action<int>? Published;

    /// <summary>The broker has answered the subscription of that id with a QoS, 128 for refused.</summary>
    public event Action<int, int[]>? Subscribed;

    /// <summary>The broker has answered the end of a subscription.</summary>
    public event Action<int>? Unsubscribed;

    /// <summary>A handler has thrown; without a listener it is written to standard error. The connection goes on.</summary>
    public event Action<Exception>? HandlerFailed;

    /// <summary>True between the broker's greeting and the loss of the connection.</summary>
    public bool IsConnected => _connected;

    /// <summary>The broker's last answer to a connection request: 0 accepted, 1 to 5 refused (MQTT 3.1.1, 3.2.2.3), -1 none yet.</summary>
    public int LastAnswer => _answer;

    /// <summary>Starts to connect, in the background.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_started)
            {
                throw new InvalidOperationException("The client was started before: make a new one.");
            }

            _answer = -1;
            _started = true;
            _thread.Start();
        }
    }

    /// <summary>Hands a message to the library.</summary>
    /// <returns>The message's id, or -1 when there is no connection: then nothing is queued.</returns>
    /// <exception cref="MosquittoException">The topic or the payload is not valid.</exception>
    public int Publish(string topic, ReadOnlySpan<byte> payload, int qos = 0, bool retain = false)
    {
        if (!_connected)
        {
            return -1;
        }

        try
        {
            int code, id;
            fixed (byte* bytes = payload)
            {
                code = LibMosquitto.mosquitto_publish(_handle, out id, topic, payload.Length, bytes, qos, retain ? (byte)1 : (byte)0);
            }

            return Sent(code, id, "publish to", topic);
        }
        catch (ObjectDisposedException)
        {
            return -1;
        }
    }

    /// <summary>Asks for messages of a topic filter; the answer comes as <see cref="Subscribed"/>.</summary>
    /// <returns>The request's id, or -1 when there is no connection.</returns>
    /// <exception cref="MosquittoException">The filter is not valid.</exception>
    public int Subscribe(string filter, int qos)
    {
        if (!_connected)
        {
            return -1;
        }

        try
        {
            int code = LibMosquitto.mosquitto_subscribe(_handle, out int id, filter, qos);
            return Sent(code, id, "subscribe to", filter);
        }
        catch (ObjectDisposedException)
        {
            return -1;
        }
    }

    /// <summary>Ends a subscription; the answer comes as <see cref="Unsubscribed"/>.</summary>
    /// <returns>The request's id, or -1 when there is no connection.</returns>
    /// <exception cref="MosquittoException">The filter is not valid.</exception>
    public int Unsubscribe(string filter)
    {
        if (!_connected)
        {
            return -1;
        }

        try
        {
            int code = LibMosquitto.mosquitto_unsubscribe(_handle, out int id, filter);
            return Sent(code, id, "unsubscribe from", filter);
        }
        catch (ObjectDisposedException)
        {
            return -1;
        }
    }

    /// <summary>
    /// Sends what is queued and a farewell, and ends the client's thread; waits at most <paramref name="wait"/> for it.
    /// Safe to call again, and from a handler (then it doesn't wait).
    /// </summary>
    /// <param name="wait">The longest wait for the client's thread.</param>
    /// <param name="farewell">False: the connection is cut, and the broker publishes the will.</param>
    public void Stop(TimeSpan wait, bool farewell = true)
    {
        lock (_gate)
        {
            if (_handle.IsClosed)
            {
                return;
            }

            _abort |= !farewell;

            _stop.Set();
            WakeUp();
        }

        if (_started && Thread.CurrentThread != _thread)
        {
            _ = _thread.Join(wait);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop(TimeSpan.FromSeconds(2));
        if (!_started)
        {
            _handle.Dispose();
        }
    }

    private static MosquittoClient? Owner(nint obj) => GCHandle.FromIntPtr(obj).Target as MosquittoClient;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnConnect(nint mosq, nint obj, int answer, int flags)
    {
        if (Owner(obj) is { } client)
        {
            client._answer = answer;
            if (answer == 0)
            {
                client._connected = true;
                client.Raise(() => client.Connected?.Invoke((flags & 1) != 0));
            }
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnPublish(nint mosq, nint obj, int id)
    {
        if (Owner(obj) is { } client)
        {
            client.Raise(() => client.Published?.Invoke(id));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnUnsubscribe(nint mosq, nint obj, int id)
    {
        if (Owner(obj) is { } client)
        {
            client.Raise(() => client.Unsubscribed?.Invoke(id));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnSubscribe(nint mosq, nint obj, int id, int count, int* granted)
    {
        if (Owner(obj) is { } client)
        {
            int[] levels = new ReadOnlySpan<int>(granted, count).ToArray();
            client.Raise(() => client.Subscribed?.Invoke(id, levels));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMessage(nint mosq, nint obj, LibMosquitto.Message* message)
    {
        if (Owner(obj) is { } client && client.MessageReceived is { } handler)
        {
            byte[] payload = new ReadOnlySpan<byte>((void*)message->Payload, message->PayloadLength).ToArray();
            var received = new MosquittoMessage(Marshal.PtrToStringUTF8(message->Topic) ?? "", payload, message->Qos, message->Retain != 0);
            client.Raise(() => handler(received));
        }
    }

    // Why a TLS connection was refused is said here and nowhere else.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLog(nint mosq, nint obj, int level, byte* text)
    {
        if (level == LogError && Owner(obj) is { } client)
        {
            string words = Marshal.PtrToStringUTF8((nint)text) ?? "";
            int colon = words.LastIndexOf(':');
            client._complaint = words.StartsWith("OpenSSL", StringComparison.Ordinal) && colon >= 0 ? words[(colon + 1)..] : words;
        }
    }

    // An exception must not cross the native library's frames: it would end the process.
    private void Raise(Action handler)
    {
        try
        {
            handler();
        }
        catch (Exception e)
        {
            if (HandlerFailed is { } listener)
            {
                listener(e);
            }
            else
            {
                Console.Error.WriteLine($"mqtt {_options.ClientId}: a handler failed: {e}");
            }
        }
    }

    private void Configure()
    {
        // All network work stays on the client's thread: two threads in one TLS session corrupt it.
        MosquittoException.ThrowIfFailed(LibMosquitto.mosquitto_threaded_set(_handle, 1), "threads");
        _ = LibMosquitto.mosquitto_int_option(_handle, TcpNoDelay, 1);
        MosquittoException.ThrowIfFailed(LibMosquitto.mosquitto_max_inflight_messages_set(_handle, (uint)_options.MaxInFlight), "messages in flight");
        if (_options.Username is not null)
        {
            MosquittoException.ThrowIfFailed(LibMosquitto.mosquitto_username_pw_set(_handle, _options.Username, _options.Password), "user and password");
        }

        if (_options.Will is { } will)
        {
            fixed (byte* bytes = will.Payload)
            {
                MosquittoException.ThrowIfFailed(
                    LibMosquitto.mosquitto_will_set(_handle, will.Topic, will.Payload.Length, bytes, will.Qos, will.Retain ? (byte)1 : (byte)0), $"will on {will.Topic}");
            }
        }

        if (_options.Tls is { } tls)
        {
            Configure(tls);
        }

        LibMosquitto.mosquitto_connect_with_flags_callback_set(_handle, &OnConnect);
        LibMosquitto.mosquitto_publish_callback_set(_handle, &OnPublish);
        LibMosquitto.mosquitto_message_callback_set(_handle, &OnMessage);
        LibMosquitto.mosquitto_subscribe_callback_set(_handle, &OnSubscribe);
        LibMosquitto.mosquitto_unsubscribe_callback_set(_handle, &OnUnsubscribe);
        LibMosquitto.mosquitto_log_callback_set(_handle, &OnLog);
    }

    private void Configure(MosquittoTls tls)
    {
        foreach (string? file in new[] { tls.CaFile, tls.CertificateFile, tls.KeyFile })
        {
            if (file is not null && !File.Exists(file))
            {
                throw new MosquittoException(MosquittoError.Tls, $"TLS: no file {file}");
            }
        }

        MosquittoException.ThrowIfFailed(LibMosquitto.mosquitto_tls_set(_handle, tls.CaFile, tls.CaFolder, tls.CertificateFile, tls.KeyFile, 0), "TLS files");
        MosquittoException.ThrowIfFailed(LibMosquitto.mosquitto_tls_opts_set(_handle, tls.ValidateServer ? 1 : 0, tls.Version, null), "TLS version");
        MosquittoException.ThrowIfFailed(LibMosquitto.mosquitto_tls_insecure_set(_handle, tls.ValidateServer ? (byte)0 : (byte)1), "TLS validation");
    }

    private int Sent(int code, int id, string what, string where)
    {
        if ((MosquittoError)code is MosquittoError.NoConnection or MosquittoError.ConnectionLost)
        {
            return -1;
        }

        MosquittoException.ThrowIfFailed(code, what, where);
        WakeUp();
        return id;
    }

    private void WakeUp()
    {
        bool held = false;
        try
        {
            _handle.DangerousAddRef(ref held);
            Libc.WakeUp(_handle.WakeUpDescriptor);
        }
        catch (ObjectDisposedException)
        {
            // The loop has ended: nobody to wake.
        }
        finally
        {
            if (held)
            {
                _handle.DangerousRelease();
            }
        }
    }

    private void Run()
    {
        try
        {
            int failures = 0;
            while (!_stop.IsSet)
            {
                _answer = -1;
                _complaint = "";
                int code = LibMosquitto.mosquitto_connect(_handle, _options.Host, _options.Port, _options.KeepAliveSeconds);
                if (code == 0)
                {
                    code = Serve();
                }

                failures = _connected ? 0 : failures + 1;
                _connected = false;
                Raise(() => Disconnected?.Invoke(Reason(code)));
                if (!_options.Reconnect)
                {
                    return;
                }

                _ = _stop.Wait(Delay(failures));
            }
        }
        catch (ObjectDisposedException)
        {
            // The client was disposed of while it waited for a slow network.
        }
        finally
        {
            lock (_gate)
            {
                _connected = false;
                _handle.Dispose();
            }
        }
    }

    /// <summary>Moves bytes until the connection ends; when stopped, says farewell behind what is queued.</summary>
    private int Serve()
    {
        bool leaving = false;
        long deadline = Environment.TickCount64 + (long)_options.ConnectTimeout.TotalMilliseconds;
        while (true)
        {
            int socket = LibMosquitto.mosquitto_socket(_handle);
            if (socket < 0)
            {
                return 0;
            }

            short interest = LibMosquitto.mosquitto_want_write(_handle) != 0 ? (short)(Libc.PollIn | Libc.PollOut) : Libc.PollIn;
            short events = Libc.Wait(socket, interest, _handle.WakeUpDescriptor, LoopMilliseconds);
            int code = (events & ~Libc.PollOut) != 0 ? LibMosquitto.mosquitto_loop_read(_handle, 1) : 0;
            if (code == 0 && LibMosquitto.mosquitto_want_write(_handle) != 0)
            {
                code = LibMosquitto.mosquitto_loop_write(_handle, 1);
            }

            if (code == 0)
            {
                code = LibMosquitto.mosquitto_loop_misc(_handle);
            }

            if (code != 0)
            {
                return code;
            }

            if (_abort)
            {
                return 0;
            }

            if (_stop.IsSet && !leaving)
            {
                leaving = true;
                deadline = Environment.TickCount64 + LingerMilliseconds;
                _ = LibMosquitto.mosquitto_disconnect(_handle);
            }

            if ((leaving || !_connected) && Environment.TickCount64 > deadline)
            {
                return (int)MosquittoError.KeepAlive;
            }
        }
    }

    private string Reason(int code)
    {
        if (_stop.IsSet)
        {
            return "";
        }

        if (_answer > 0)
        {
            return $"{_options.Host}:{_options.Port}: {LibMosquitto.ConnackText(_answer)}";
        }

        string words = code == 0 ? "the broker closed the connection" : LibMosquitto.ErrorText(code);
        return $"{_options.Host}:{_options.Port}: {words}{(_complaint.Length > 0 ? " " + _complaint : "")}";
    }

    private TimeSpan Delay(int failures)
    {
        double longest = Math.Min(_options.ReconnectDelay.TotalMilliseconds * Math.Pow(2, Math.Clamp(failures - 1, 0, 16)), _options.ReconnectDelayMax.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(longest * (1 - (0.5 * Random.Shared.NextDouble())));
    }
}
