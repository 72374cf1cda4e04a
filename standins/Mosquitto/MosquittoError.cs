namespace AIoT.Embedded.Mosquitto;

/// <summary>Result codes: libmosquitto's own (0 and above), and two of this binding (negative).</summary>
public enum MosquittoError
{
    /// <summary>The system refused a resource.</summary>
    System = -101,

    /// <summary>libmosquitto.so.1 is not installed.</summary>
    LibraryMissing = -100,

    /// <summary>Done.</summary>
    Success = 0,

    /// <summary>Out of memory.</summary>
    NoMemory = 1,

    /// <summary>The other side broke the protocol.</summary>
    Protocol = 2,

    /// <summary>An argument is not valid.</summary>
    Invalid = 3,

    /// <summary>Not connected.</summary>
    NoConnection = 4,

    /// <summary>The broker refused the connection.</summary>
    ConnectionRefused = 5,

    /// <summary>Not found.</summary>
    NotFound = 6,

    /// <summary>The connection was lost.</summary>
    ConnectionLost = 7,

    /// <summary>A TLS error: certificate, key or handshake.</summary>
    Tls = 8,

    /// <summary>The payload is larger than MQTT allows.</summary>
    PayloadSize = 9,

    /// <summary>Not supported by this build of the library.</summary>
    NotSupported = 10,

    /// <summary>Not authorised.</summary>
    Authentication = 11,

    /// <summary>Refused by an access list.</summary>
    AccessDenied = 12,

    /// <summary>Unknown error.</summary>
    Unknown = 13,

    /// <summary>A system call failed.</summary>
    SystemCall = 14,

    /// <summary>The host's name could not be resolved.</summary>
    NameResolution = 15,

    /// <summary>The broker did not answer in time.</summary>
    KeepAlive = 19,
}
