namespace AIoT.Embedded.Mosquitto;

/// <summary>What went wrong in or before a call of libmosquitto, in one line.</summary>
public sealed class MosquittoException : Exception
{
    public MosquittoException(MosquittoError error, string message)
        : base(message)
    {
        Error = error;
    }

    /// <summary>The code behind the message.</summary>
    public MosquittoError Error { get; }

    internal static void ThrowIfFailed(int code, string what, string where = "")
    {
        if (code != 0)
        {
            throw new MosquittoException((MosquittoError)code, $"{what}{(where.Length > 0 ? " " : "")}{where}: {LibMosquitto.ErrorText(code)}");
        }
    }
}
