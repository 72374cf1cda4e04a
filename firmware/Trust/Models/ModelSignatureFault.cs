namespace AIoT.Embedded.Trust
{
    /// <summary>Why a model image's signature is not accepted.</summary>
    public enum ModelSignatureFault
    {
        /// <summary>It is accepted.</summary>
        None = 0,

        /// <summary>The image has no signature.</summary>
        Unsigned = 1,

        /// <summary>The signature is not a COSE_Sign1 of the image contract.</summary>
        Malformed = 2,

        /// <summary>It was made with another key, as its key identifier says.</summary>
        OtherKey = 3,

        /// <summary>It was made for another image: another hash.</summary>
        OtherImage = 4,

        /// <summary>Its header says something of the image that the image does not say.</summary>
        OtherStatement = 5,

        /// <summary>The signature is not the key's.</summary>
        BadSignature = 6,
    }
}
