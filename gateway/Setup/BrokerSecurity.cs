namespace AIoT.Embedded.Gateway.Setup;

/// <summary>How boards prove themselves to the private broker.</summary>
public enum BrokerSecurity
{
    /// <summary>Not at all: plain, and on loopback only.</summary>
    Open,

    /// <summary>TLS, and a user and password for each board.</summary>
    Password,

    /// <summary>TLS, and a certificate for each board.</summary>
    Certificates,
}
