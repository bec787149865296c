"""Reading accounts through AWS's APIs: what is asked, what that takes in IAM, and what an answer means."""
