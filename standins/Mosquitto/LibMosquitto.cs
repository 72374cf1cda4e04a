using System.Runtime.InteropServices;

namespace AIoT.Embedded.Mosquitto;

/// <summary>The functions of libmosquitto.so.1 (version 2.0) in use, with the C library's names.</summary>
internal static unsafe partial class LibMosquitto
{
    private const string Library = "libmosquitto.so.1";

    private static readonly bool _loaded = Load();

    /// <summary>Initialises the library once a process.</summary>
    /// <exception cref="MosquittoException">The library is not installed.</exception>
    public static void EnsureLoaded()
    {
        if (!_loaded)
        {
            throw new MosquittoException(MosquittoError.LibraryMissing, $"{Library} is not installed: apt-get install libmosquitto1");
        }
    }

    private static bool Load()
    {
        if (!NativeLibrary.TryLoad(Library, typeof(LibMosquitto).Assembly, null, out _))
        {
            return false;
        }

        return mosquitto_lib_init() == 0;
    }

    [LibraryImport(Library)]
    private static partial int mosquitto_lib_init();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint mosquitto_new(string? id, byte cleanSession, nint obj);

    [LibraryImport(Library)]
    public static partial void mosquitto_destroy(nint mosq);

    [LibraryImport(Library)]
    public static partial int mosquitto_threaded_set(MosquittoHandle mosq, byte threaded);

    [LibraryImport(Library)]
    public static partial int mosquitto_int_option(MosquittoHandle mosq, int option, int value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_username_pw_set(MosquittoHandle mosq, string? username, string? password);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_will_set(MosquittoHandle mosq, string topic, int payloadLength, byte* payload, int qos, byte retain);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_tls_set(MosquittoHandle mosq, string? caFile, string? caPath, string? certFile, string? keyFile, nint passwordCallback);

    [LibraryImport(Library)]
    public static partial int mosquitto_tls_insecure_set(MosquittoHandle mosq, byte value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_tls_opts_set(MosquittoHandle mosq, int certReqs, string? tlsVersion, string? ciphers);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_connect(MosquittoHandle mosq, string host, int port, int keepAlive);

    [LibraryImport(Library)]
    public static partial int mosquitto_disconnect(MosquittoHandle mosq);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_publish(MosquittoHandle mosq, out int messageId, string topic, int payloadLength, byte* payload, int qos, byte retain);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_subscribe(MosquittoHandle mosq, out int messageId, string filter, int qos);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mosquitto_unsubscribe(MosquittoHandle mosq, out int messageId, string filter);

    [LibraryImport(Library)]
    public static partial int mosquitto_socket(MosquittoHandle mosq);

    [LibraryImport(Library)]
    public static partial byte mosquitto_want_write(MosquittoHandle mosq);

    [LibraryImport(Library)]
    public static partial int mosquitto_loop_read(MosquittoHandle mosq, int maxPackets);

    [LibraryImport(Library)]
    public static partial int mosquitto_loop_write(MosquittoHandle mosq, int maxPackets);

    [LibraryImport(Library)]
    public static partial int mosquitto_loop_misc(MosquittoHandle mosq);

    [LibraryImport(Library)]
    public static partial int mosquitto_max_inflight_messages_set(MosquittoHandle mosq, uint count);

    [LibraryImport(Library)]
    private static partial nint mosquitto_strerror(int code);

    [LibraryImport(Library)]
    private static partial nint mosquitto_connack_string(int code);

    [LibraryImport(Library)]
    public static partial void mosquitto_connect_with_flags_callback_set(MosquittoHandle mosq, delegate* unmanaged[Cdecl]<nint, nint, int, int, void> callback);

    [LibraryImport(Library)]
    public static partial void mosquitto_publish_callback_set(MosquittoHandle mosq, delegate* unmanaged[Cdecl]<nint, nint, int, void> callback);

    [LibraryImport(Library)]
    public static partial void mosquitto_message_callback_set(MosquittoHandle mosq, delegate* unmanaged[Cdecl]<nint, nint, Message*, void> callback);

    [LibraryImport(Library)]
    public static partial void mosquitto_subscribe_callback_set(MosquittoHandle mosq, delegate* unmanaged[Cdecl]<nint, nint, int, int, int*, void> callback);

    [LibraryImport(Library)]
    public static partial void mosquitto_unsubscribe_callback_set(MosquittoHandle mosq, delegate* unmanaged[Cdecl]<nint, nint, int, void> callback);

    [LibraryImport(Library)]
    public static partial void mosquitto_log_callback_set(MosquittoHandle mosq, delegate* unmanaged[Cdecl]<nint, nint, int, byte*, void> callback);

    /// <summary>The library's words for an error code of its functions.</summary>
    public static string ErrorText(int code) => Marshal.PtrToStringUTF8(mosquitto_strerror(code)) ?? $"error {code}";

    /// <summary>The library's words for a broker's answer to a connect request.</summary>
    public static string ConnackText(int code) => Marshal.PtrToStringUTF8(mosquitto_connack_string(code)) ?? $"answer {code}";

    /// <summary>struct mosquitto_message.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Message
    {
        public int MessageId;
        public nint Topic;
        public nint Payload;
        public int PayloadLength;
        public int Qos;
        public byte Retain;
    }
}
