using System;

namespace AIoT.Embedded.Inference
{
    /// <summary>A model image was refused; nothing of it has been used.</summary>
    public class ModelImageException : Exception
    {
        private readonly ImageFault _fault;

        /// <summary>A refusal for a reason, with a text that says what and where.</summary>
        public ModelImageException(ImageFault fault, string message)
            : base(message)
        {
            _fault = fault;
        }

        /// <summary>The reason.</summary>
        public ImageFault Fault
        {
            get { return _fault; }
        }
    }
}
