using AIoT.Embedded.ModelTools.Meter;

namespace AIoT.Embedded.Trust.Tests.Curve;

/// <summary>One signature of a fixed key over a fixed hash.</summary>
public sealed class VerifyWork : IMeteredWork
{
    private byte[] _key = [], _hash = [], _signature = [];

    public static bool Accepted { get; private set; }

    public void Prepare()
    {
        // The message "sample" under the key of RFC 6979, appendix A.2.5.
        _key = Convert.FromHexString("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB67903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");
        _hash = Convert.FromHexString("AF2BDBE1AA9B6EC1E2ADE1D694F41FC71A831D0268E9891562113D8A62ADD1BF");
        _signature = Convert.FromHexString("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8");
    }

    public void Run()
    {
        Accepted = Es256.Verify(_key, _hash, _signature, 0);
        if (!Accepted)
        {
            throw new InvalidOperationException("the vector of RFC 6979 is refused");
        }
    }
}
