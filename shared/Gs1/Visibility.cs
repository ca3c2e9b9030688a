using System.Runtime.CompilerServices;

// The conformance tests look at single steps (linters, combination rules) that the product itself only uses together.
[assembly: InternalsVisibleTo("Traceability.Tests")]
